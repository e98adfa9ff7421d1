package io.keystile.spring.boot;

import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** What needs no key by itself: the error page, the actuator's health, and springdoc's documents. */
@AutoConfiguration
@ConditionalOnWebApplication
@ConditionalOnProperty(name = "keystile.enabled", matchIfMissing = true)
class KeystileOpenPathsAutoConfiguration {
    @Bean
    @ConditionalOnBooleanProperty(name = "keystile.open.error", matchIfMissing = true)
    OpenPaths keystileOpenError(Environment environment) {
        String old = environment.getProperty("server.error.path", environment.getProperty("error.path", "/error"));
        return () -> List.of(path(environment, environment.getProperty("spring.web.error.path", old)));
    }

    @Bean
    @ConditionalOnClass(name = "org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties")
    @ConditionalOnBooleanProperty(name = "keystile.open.health", matchIfMissing = true)
    OpenPaths keystileOpenHealth(Environment environment) {
        String base = environment.getProperty("management.endpoints.web.base-path", "/actuator");
        String health = environment.getProperty("management.endpoints.web.path-mapping.health", "health");
        String path = path(environment, join(base, health));
        // Besides them, the groups on the main port.
        return () -> List.of("GET " + path, "HEAD " + path, "GET " + path + "/**", "HEAD " + path + "/**");
    }

    @Bean
    @ConditionalOnClass(name = "org.springdoc.core.properties.SpringDocConfigProperties")
    @ConditionalOnBooleanProperty(name = "keystile.open.api-docs", matchIfMissing = true)
    OpenPaths keystileOpenApiDocs(Environment environment) {
        String docs = path(environment, environment.getProperty("springdoc.api-docs.path", "/v3/api-docs"));
        String ui = path(environment, environment.getProperty("springdoc.swagger-ui.path", "/swagger-ui.html"));
        String pages = path(environment, "/swagger-ui");
        return () -> List.of("GET " + docs + "/**", "GET " + docs + ".yaml", "GET " + ui, "GET " + pages + "/**");
    }

    /** Returns the path below the dispatcher servlet. */
    private static String path(Environment environment, String path) {
        return join(environment.getProperty("spring.mvc.servlet.path", "/"), path);
    }

    private static String join(String base, String path) {
        String start = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        return start + (path.startsWith("/") ? path : "/" + path);
    }
}
