package io.keystile.spring.boot;

import io.keystile.Keystile;
import io.keystile.adapter.Routes;
import io.keystile.spring.webflux.ApiKeyWebFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.web.server.WebFilter;

/** The filter of a reactive application. */
@AutoConfiguration(after = KeystileAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass(WebFilter.class)
@ConditionalOnBean(Keystile.class)
class KeystileWebFluxAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    ApiKeyWebFilter keystileWebFilter(Keystile keystile, Routes routes) {
        return new ApiKeyWebFilter(keystile, routes);
    }

    @Bean
    ForwardedHeadersCheck keystileForwardedHeadersCheck(Environment environment) {
        return new ForwardedHeadersCheck(environment);
    }
}
