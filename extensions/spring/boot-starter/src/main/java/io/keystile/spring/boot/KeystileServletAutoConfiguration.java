package io.keystile.spring.boot;

import io.keystile.Keystile;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.Routes;
import io.keystile.servlet.ApiKeyFilter;
import io.keystile.servlet.ServletGate;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;

/** The servlet filter, which authenticates unless Spring Security does. */
@AutoConfiguration(after = KeystileAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(Keystile.class)
class KeystileServletAutoConfiguration {
    /** The order of Spring Security's filters: after those that set the encoding, observe and answer preflights. */
    static final int ORDER = -100;

    @Bean
    @Conditional(WithoutSpringSecurity.class)
    @ConditionalOnMissingBean(value = ApiKeyFilter.class, parameterizedContainer = FilterRegistrationBean.class)
    FilterRegistrationBean<ApiKeyFilter> keystileFilter(
            Keystile keystile, Routes routes, KeystileProperties properties) {
        HttpResponses responses = HttpResponses.of(keystile.authenticator());
        ApiKeyFilter filter = new ApiKeyFilter(
                keystile.authenticator(),
                routes,
                properties.legacyQuotaHeaders() ? responses.withLegacyQuotaFields() : responses);
        var registration = new FilterRegistrationBean<>(filter);
        registration.setName("keystile");
        registration.setDispatcherTypes(ApiKeyFilter.allDispatches());
        registration.setOrder(ORDER);
        return registration;
    }

    /** Returns a gate that finds the paths of requests; it decides on none. */
    static ServletGate gate(Keystile keystile, Routes routes) {
        HttpResponses responses = HttpResponses.of(keystile.authenticator());
        return new ServletGate(
                keystile.authenticator(), routes, responses, granted -> granted.principal(), role -> false);
    }

    @Bean
    ForwardedHeadersCheck keystileForwardedHeadersCheck(Environment environment) {
        return new ForwardedHeadersCheck(environment);
    }
}
