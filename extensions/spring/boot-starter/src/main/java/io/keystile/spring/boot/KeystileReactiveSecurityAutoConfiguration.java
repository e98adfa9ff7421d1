package io.keystile.spring.boot;

import io.keystile.Keystile;
import io.keystile.adapter.Routes;
import io.keystile.spring.security.ApiKeyPermissionsConfiguration;
import io.keystile.spring.security.reactive.ServerApiKeys;
import io.keystile.spring.webflux.ExchangeAuthenticator;
import io.keystile.spring.webflux.ExchangePath;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher.MatchResult;

/**
 * The filter chain of Spring Security in a reactive application, for the paths that {@code keystile.protected-paths}
 * names, before the application's own chains; or for all paths, if the application has no chain.
 */
@AutoConfiguration(
        after = KeystileWebFluxAutoConfiguration.class,
        beforeName = {
            "org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.actuate.web.reactive"
                    + ".ReactiveManagementWebSecurityAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({ServerHttpSecurity.class, SecurityWebFilterChain.class})
@ConditionalOnBean(Keystile.class)
@ConditionalOnBooleanProperty(name = "keystile.security.enabled", matchIfMissing = true)
@Import(ApiKeyPermissionsConfiguration.class)
class KeystileReactiveSecurityAutoConfiguration {
    /** Before the chains of the application, which may match any exchange. */
    private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 1000;

    /** The routes decide which calls need a key, and what it needs; there is no other credential on these paths. */
    @Bean
    @Order(ORDER)
    @Conditional(PathsOrNoOtherChain.class)
    SecurityWebFilterChain keystileSecurityWebFilterChain(
            ServerHttpSecurity http,
            ExchangeAuthenticator authenticator,
            Routes routes,
            KeystileProperties properties) {
        if (!properties.protectedPaths().isEmpty()) {
            http.securityMatcher(matcher(PropertyRoutes.protectedPaths(properties), routes));
        }
        return ServerApiKeys.of(authenticator)
                .routes(routes)
                .addTo(http)
                .authorizeExchange(calls -> calls.anyExchange().permitAll())
                .csrf(ServerHttpSecurity.CsrfSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .build();
    }

    /** Matches the named paths, also where the routes open them, and all others for which the routes have a rule. */
    private static ServerWebExchangeMatcher matcher(Routes protectedPaths, Routes routes) {
        return exchange -> isOpen(protectedPaths, exchange.getRequest()) && isOpen(routes, exchange.getRequest())
                ? MatchResult.notMatch()
                : MatchResult.match();
    }

    private static boolean isOpen(Routes routes, ServerHttpRequest request) {
        return routes.isOpen(request.getMethod().name(), ExchangePath.of(request), request.getHeaders()::getFirst);
    }

    /**
     * Refuses chains that all read no keys. Refuses named paths without another chain as well, since Spring Security
     * lets all exchanges pass that no chain matches, also to the actuator.
     */
    @Bean
    SmartInitializingSingleton keystileChainCheck(
            ObjectProvider<SecurityWebFilterChain> chains, KeystileProperties properties) {
        return () -> {
            if (chains.stream().noneMatch(KeystileReactiveSecurityAutoConfiguration::readsKeys)) {
                throw new WrongPropertyException(
                        "keystile.protected-paths",
                        "is missing, and no SecurityWebFilterChain of the application reads API keys",
                        "Write for example keystile.protected-paths=/api/**; or use ServerApiKeys.of(…).addTo(http)"
                                + " in a chain; or write keystile.security.enabled=false for the WebFilter alone.");
            }
            if (!properties.protectedPaths().isEmpty() && chains.stream().count() == 1) {
                throw new WrongPropertyException(
                        "keystile.protected-paths",
                        "is set, and no SecurityWebFilterChain of the application protects the other paths",
                        "Define a SecurityWebFilterChain for them, or remove the property, so that every path needs"
                                + " a key.");
            }
        };
    }

    private static boolean readsKeys(SecurityWebFilterChain chain) {
        return Boolean.TRUE.equals(ServerApiKeys.areIn(chain).block());
    }

    /** Matches if the paths are named, or nothing else is protected. */
    static final class PathsOrNoOtherChain extends AnyNestedCondition {
        PathsOrNoOtherChain() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @Conditional(PathsAreNamed.class)
        static final class Paths {}

        @ConditionalOnMissingBean(SecurityWebFilterChain.class)
        static final class NoOtherChain {}
    }
}
