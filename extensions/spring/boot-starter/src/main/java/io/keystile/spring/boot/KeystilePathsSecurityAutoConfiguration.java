package io.keystile.spring.boot;

import io.keystile.Keystile;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.Routes;
import io.keystile.servlet.ServletGate;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/**
 * The filter chain of Spring Security for the paths that {@code keystile.protected-paths} names, before all others. It
 * is added after Boot's own, so that Boot's log-in still protects the other paths of an application without a chain.
 */
@AutoConfiguration(
        after = KeystileSecurityAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({HttpSecurity.class, SecurityFilterChain.class})
@ConditionalOnBean(Keystile.class)
@ConditionalOnBooleanProperty(name = "keystile.security.enabled", matchIfMissing = true)
@Conditional(PathsAreNamed.class)
class KeystilePathsSecurityAutoConfiguration {
    /** Before the chains of the application, which may match any request. */
    private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 1000;

    @Bean
    @Order(ORDER)
    SecurityFilterChain keystileSecurityFilterChain(
            HttpSecurity http, Keystile keystile, Routes routes, KeystileProperties properties) throws Exception {
        HttpResponses responses = KeystileSecurityAutoConfiguration.responses(keystile, properties);
        ServletGate protectedPaths =
                KeystileServletAutoConfiguration.gate(keystile, PropertyRoutes.protectedPaths(properties));
        ServletGate all = KeystileServletAutoConfiguration.gate(keystile, routes);
        // The named paths, also where the routes open them, and all others for which the routes have a rule.
        http.securityMatcher(request -> !protectedPaths.isOpen(request) || !all.isOpen(request));
        return KeystileSecurityAutoConfiguration.keysOnly(http, keystile, routes, responses);
    }
}
