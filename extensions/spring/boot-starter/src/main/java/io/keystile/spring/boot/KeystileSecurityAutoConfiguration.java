package io.keystile.spring.boot;

import io.keystile.Keystile;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.Routes;
import io.keystile.servlet.ServletGate;
import io.keystile.spring.security.ApiKeyConfigurer;
import io.keystile.spring.security.ApiKeyPermissionsConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

/**
 * The filter chain of Spring Security for the protected paths, before the application's own chains. It is there if
 * {@code keystile.protected-paths} says which those are, or if the application has no chain.
 */
@AutoConfiguration(
        after = KeystileAutoConfiguration.class,
        beforeName = {
            "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({HttpSecurity.class, SecurityFilterChain.class})
@ConditionalOnBean(Keystile.class)
@ConditionalOnBooleanProperty(name = "keystile.security.enabled", matchIfMissing = true)
@Import(ApiKeyPermissionsConfiguration.class)
class KeystileSecurityAutoConfiguration {
    private static final String FILTER = "io.keystile.spring.security.ApiKeyAuthenticationFilter";

    /** Before the chains of the application, which may match any request. */
    private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 1000;

    /** The routes decide which calls need a key, and what it needs; there is no other credential on these paths. */
    @Bean
    @Order(ORDER)
    @Conditional(PathsOrNoOtherChain.class)
    SecurityFilterChain keystileSecurityFilterChain(
            HttpSecurity http, Keystile keystile, Routes routes, KeystileProperties properties) throws Exception {
        HttpResponses standard = HttpResponses.of(keystile.authenticator());
        HttpResponses responses = properties.legacyQuotaHeaders() ? standard.withLegacyQuotaFields() : standard;
        if (!properties.protectedPaths().isEmpty()) {
            ServletGate protectedPaths = new ServletGate(
                    keystile.authenticator(),
                    PropertyRoutes.protectedPaths(properties),
                    responses,
                    granted -> granted.principal(),
                    role -> false);
            http.securityMatcher(request -> !protectedPaths.isOpen(request));
        }
        return http.with(
                        ApiKeyConfigurer.apiKeys(keystile),
                        keys -> keys.routes(routes).responses(responses))
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    /** Refuses chains that all read no keys: the application would have another protection than it was thought to. */
    @Bean
    SmartInitializingSingleton keystileChainCheck(ObjectProvider<SecurityFilterChain> chains) {
        return () -> {
            boolean reads = chains.stream()
                    .flatMap(chain -> chain.getFilters().stream())
                    .anyMatch(filter -> filter.getClass().getName().equals(FILTER));
            if (!reads) {
                throw new WrongPropertyException(
                        "keystile.protected-paths",
                        "is missing, and no SecurityFilterChain of the application reads API keys",
                        "Write for example keystile.protected-paths=/api/**; or add"
                                + " .with(apiKeys(keystile), withDefaults()) to a chain; or write"
                                + " keystile.security.enabled=false for the servlet filter alone.");
            }
        };
    }

    /** Matches if the paths are named, or nothing else is protected. */
    static final class PathsOrNoOtherChain extends AnyNestedCondition {
        PathsOrNoOtherChain() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty("keystile.protected-paths")
        static final class Paths {}

        @ConditionalOnProperty("keystile.protected-paths[0]")
        static final class ListedPaths {}

        @ConditionalOnMissingBean(SecurityFilterChain.class)
        static final class NoOtherChain {}
    }
}
