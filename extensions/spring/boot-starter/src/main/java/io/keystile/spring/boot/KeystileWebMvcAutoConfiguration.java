package io.keystile.spring.boot;

import io.keystile.Keystile;
import io.keystile.servlet.ServletGate;
import io.keystile.spring.boot.KeystileProperties.CorsProperties;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.servlet.DispatcherServlet;

/** Problem details of refused administration, and CORS before the key is read. */
@AutoConfiguration(after = KeystileAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(Keystile.class)
class KeystileWebMvcAutoConfiguration {
    @Bean
    @ConditionalOnClass(DispatcherServlet.class)
    @ConditionalOnBooleanProperty(name = "keystile.problems.enabled", matchIfMissing = true)
    KeystileProblems keystileProblems() {
        return new KeystileProblems();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(CorsFilter.class)
    @Conditional(WithCors.OriginsAreNamed.class)
    static class WithCors {
        /** Before all that can deny, so that pages can read denials. */
        @Bean
        FilterRegistrationBean<CorsFilter> keystileCors(Keystile keystile, KeystileProperties properties) {
            CorsConfiguration cors = configuration(properties);
            // Only where keys are needed: behind a proxy, the forms of pages have an Origin that looks like another.
            ServletGate protectedPaths =
                    KeystileServletAutoConfiguration.gate(keystile, PropertyRoutes.protectedPaths(properties));
            var registration = new FilterRegistrationBean<>(
                    new CorsFilter(request -> protectedPaths.isOpen(request) ? null : cors));
            registration.setName("keystileCors");
            registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return registration;
        }

        private static CorsConfiguration configuration(KeystileProperties properties) {
            CorsProperties settings = properties.cors();
            for (int i = 0; i < settings.allowedOrigins().size(); i++) {
                requireOrigin(
                        PropertySettings.item("cors.allowed-origins", i),
                        settings.allowedOrigins().get(i));
            }
            @Nullable String ofKeys = properties.apiKeyHeader();
            List<String> sent = new ArrayList<>(settings.allowedHeaders());
            sent.add("Authorization");
            sent.add(ofKeys == null ? "X-API-Key" : ofKeys);
            List<String> read =
                    new ArrayList<>(List.of("RateLimit", "RateLimit-Policy", "Retry-After", "WWW-Authenticate"));
            if (properties.legacyQuotaHeaders()) {
                read.addAll(List.of("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"));
            }
            CorsConfiguration cors = new CorsConfiguration();
            cors.setAllowedOrigins(settings.allowedOrigins());
            cors.setAllowedMethods(settings.allowedMethods());
            cors.setAllowedHeaders(sent);
            cors.setExposedHeaders(read);
            cors.setMaxAge(settings.maxAge());
            return cors;
        }

        /** Matches if origins are named. */
        static final class OriginsAreNamed extends AnyNestedCondition {
            OriginsAreNamed() {
                super(ConfigurationPhase.REGISTER_BEAN);
            }

            @ConditionalOnProperty("keystile.cors.allowed-origins")
            static final class InOneLine {}

            @ConditionalOnProperty("keystile.cors.allowed-origins[0]")
            static final class Listed {}
        }

        private static void requireOrigin(String property, String origin) {
            if (!origin.equals("*") && !origin.matches("https?://[^/?#@\\s]+")) {
                throw new WrongPropertyException(
                        property,
                        "is \"" + origin + "\", and an origin is a scheme, a host and perhaps a port",
                        "Write for example https://app.example.com, without a slash at the end.");
            }
        }
    }
}
