package io.keystile.spring.boot;

import io.keystile.Keystile;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.Routes;
import io.keystile.spring.webflux.ApiKeyWebFilter;
import io.keystile.spring.webflux.ExchangeAuthenticator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.web.server.WebFilter;

/** The filter of a reactive application, which authenticates unless Spring Security does. */
@AutoConfiguration(after = KeystileAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass(WebFilter.class)
@ConditionalOnBean(Keystile.class)
class KeystileWebFluxAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    ExchangeAuthenticator keystileExchangeAuthenticator(Keystile keystile, KeystileProperties properties) {
        requireNothingOfServlets(properties);
        HttpResponses responses = HttpResponses.of(keystile.authenticator());
        return ExchangeAuthenticator.of(
                keystile.authenticator(),
                properties.legacyQuotaHeaders() ? responses.withLegacyQuotaFields() : responses);
    }

    /** A setting that would do nothing is refused, because somebody relies on it. */
    private static void requireNothingOfServlets(KeystileProperties properties) {
        if (properties.console().path() != null) {
            throw new WrongPropertyException(
                    "keystile.console.path",
                    "is set, but the console needs a servlet container",
                    "Remove it, and serve the console from a servlet application with the same store.");
        }
        if (!properties.cors().allowedOrigins().isEmpty()) {
            throw new WrongPropertyException(
                    "keystile.cors.allowed-origins",
                    "is set, but it configures servlets only",
                    "Remove it, and define a CorsWebFilter with the highest precedence.");
        }
    }

    @Bean(destroyMethod = "") // the authenticator is closed as a bean of its own
    @Conditional(WithoutSpringSecurity.class)
    @ConditionalOnMissingBean
    ApiKeyWebFilter keystileWebFilter(ExchangeAuthenticator authenticator, Routes routes) {
        return new ApiKeyWebFilter(authenticator, routes);
    }
}
