package io.keystile.spring.security.reactive;

import io.keystile.ApiKeyPrincipal;
import io.keystile.adapter.Routes;
import io.keystile.model.Permission;
import io.keystile.spring.security.ApiKeyAuthenticationToken;
import io.keystile.spring.security.MissingPermissions;
import io.keystile.spring.webflux.ExchangeAuthenticator;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.ReactiveAuthorizationManager;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.authorization.AuthorizationContext;
import org.springframework.security.web.server.authorization.HttpStatusServerAccessDeniedHandler;
import org.springframework.security.web.server.authorization.ServerAccessDeniedHandler;
import org.springframework.security.web.server.csrf.CsrfException;
import org.springframework.security.web.server.csrf.CsrfWebFilter;
import org.springframework.security.web.server.util.matcher.AndServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher.MatchResult;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Adds API keys to a {@code SecurityWebFilterChain}:
 *
 * <pre>{@code
 * @Bean
 * ExchangeAuthenticator apiKeys(Keystile keystile) {
 *     return ExchangeAuthenticator.of(keystile);
 * }
 *
 * @Bean
 * SecurityWebFilterChain api(ServerHttpSecurity http, ExchangeAuthenticator apiKeys) {
 *     return ServerApiKeys.of(apiKeys).addTo(http)
 *             .authorizeExchange(calls -> calls
 *                     .pathMatchers("/flows/**").access(ServerApiKeys.hasPermission("flows:read"))
 *                     .anyExchange().authenticated())
 *             .build();
 * }
 * }</pre>
 *
 * <p>It guarantees:
 *
 * <ul>
 *   <li>An exchange that brings a key is decided by the key alone. The caller in the {@code SecurityContext} is an
 *       {@link ApiKeyAuthenticationToken}, which is not saved in a session; other filters of the chain do not see
 *       {@code Authorization}. A wrong key is denied, on every path that the {@link #routes} do not open.
 *   <li>An exchange without a key goes on to the other filters, such as {@code oauth2ResourceServer}. For other Bearer
 *       tokens than keys, set {@link io.keystile.AuthenticatorBuilder#ignoreOtherBearerTokens}.
 *   <li>The chain authorizes a call before its cost is taken from the key's limits. If the application denies it later,
 *       for example by {@code @PreAuthorize}, the cost is given back, unless the response
 *       was committed.
 *   <li>An exchange that an {@link io.keystile.spring.webflux.ApiKeyWebFilter} with the same authenticator has granted
 *       counts once.
 *   <li>Calls with a key need no CSRF token.
 *   <li>Denials are complete responses with {@code application/problem+json}.
 * </ul>
 *
 * <p>No call waits in the event loop, see {@link ExchangeAuthenticator}. Immutable and thread-safe.
 */
public final class ServerApiKeys {
    private static final String REQUIRED_ATTRIBUTE = ServerApiKeys.class.getName() + ".required";

    private final ExchangeAuthenticator authenticator;
    private final Routes routes;

    private ServerApiKeys(ExchangeAuthenticator authenticator, Routes routes) {
        this.authenticator = authenticator;
        this.routes = routes;
    }

    /** Returns the keys of an authenticator, which the caller closes. */
    public static ServerApiKeys of(ExchangeAuthenticator authenticator) {
        return new ServerApiKeys(authenticator, Routes.admitAll());
    }

    /**
     * Sets what paths require of keys, in addition to what the chain requires of all callers; the costs of calls above
     * all. Without it, {@code Routes.admitAll()} applies: the chain alone decides, and each call with a
     * key costs 1.
     *
     * <p>As in the filter without Spring Security, every path requires a key that the routes do not open or make
     * optional, also from callers with another credential. On an open path no key is read and nothing is taken from its
     * limits, but the chain still has to permit the path.
     */
    public ServerApiKeys routes(Routes newRoutes) {
        return new ServerApiKeys(authenticator, newRoutes);
    }

    /**
     * Returns the condition that the caller has a permission, for {@code pathMatchers(…).access(…)}. It honours the
     * wildcards of keys, and names the permission in the response to a key without it; {@code hasAuthority} of a chain
     * for WebFlux can do neither. For callers without a key, the permission is an authority.
     *
     * @throws IllegalArgumentException if {@code permission} is not a valid {@link Permission}
     */
    public static ReactiveAuthorizationManager<AuthorizationContext> hasPermission(String permission) {
        return new PermissionAuthorizationManager(Permission.of(permission), REQUIRED_ATTRIBUTE);
    }

    /**
     * Adds the filters, the entry point and the access-denied handler to a chain, and returns it. Other entry points,
     * such as a log-in form, need a chain of their own. CSRF protection is enabled again if it was disabled before.
     */
    public ServerHttpSecurity addTo(ServerHttpSecurity http) {
        KeyGate gate = new KeyGate(authenticator, routes);
        ServerAccessDeniedHandler handler = new KeyDeniedHandler(gate);
        return http.csrf(csrf -> csrf.requireCsrfProtectionMatcher(new AndServerWebExchangeMatcher(
                                CsrfWebFilter.DEFAULT_CSRF_MATCHER,
                                exchange -> gate.bringsKey(exchange) ? MatchResult.notMatch() : MatchResult.match()))
                        .accessDeniedHandler(handler))
                .exceptionHandling(handling -> handling.authenticationEntryPoint(
                                (exchange, exception) -> gate.denyCaller(exchange))
                        .accessDeniedHandler(handler))
                .addFilterAfter(keyFilter(gate), SecurityWebFiltersOrder.REACTOR_CONTEXT)
                .addFilterAfter(new LimitFilter(gate), SecurityWebFiltersOrder.AUTHORIZATION);
    }

    /** Returns whether {@link #addTo} has added keys to a chain. */
    public static Mono<Boolean> areIn(SecurityWebFilterChain chain) {
        return chain.getWebFilters().any(LimitFilter.class::isInstance);
    }

    /** Takes the cost of a call that the chain has authorized. */
    private record LimitFilter(KeyGate gate) implements WebFilter {
        @Override
        public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
            return gate.pass(HiddenCredentialRequest.reveal(exchange), chain);
        }
    }

    private static AuthenticationWebFilter keyFilter(KeyGate gate) {
        AuthenticationWebFilter filter = new AuthenticationWebFilter(new KeyAuthenticationManager());
        filter.setServerAuthenticationConverter(new KeyAuthenticationConverter(gate));
        filter.setAuthenticationSuccessHandler(
                (call, key) -> call.getChain().filter(HiddenCredentialRequest.hide(call.getExchange())));
        filter.setAuthenticationFailureHandler((call, exception) -> failed(gate, call.getExchange(), exception));
        return filter;
    }

    /** Responds to a wrong key. The filter also catches such exceptions of the application, which go on. */
    private static Mono<Void> failed(KeyGate gate, ServerWebExchange exchange, AuthenticationException exception) {
        return gate.isRejected(exchange) ? gate.denyCaller(exchange) : Mono.error(exception);
    }

    /** Denies calls of keys, and calls that brought no credential at all. */
    private record KeyDeniedHandler(KeyGate gate, ServerAccessDeniedHandler others)
            implements ServerAccessDeniedHandler {
        KeyDeniedHandler(KeyGate gate) {
            this(gate, new HttpStatusServerAccessDeniedHandler(HttpStatus.FORBIDDEN));
        }

        @Override
        public Mono<Void> handle(ServerWebExchange exchange, AccessDeniedException denied) {
            if (denied instanceof CsrfException && hasNoCredential(exchange)) {
                return gate.denyCaller(exchange);
            }
            return exchange.getPrincipal()
                    .ofType(ApiKeyAuthenticationToken.class)
                    .map(key -> denyPermission(exchange, key.getPrincipal(), denied))
                    .defaultIfEmpty(Mono.defer(() -> others.handle(exchange, denied)))
                    .flatMap(response -> response);
        }

        private static boolean hasNoCredential(ServerWebExchange exchange) {
            HttpHeaders headers = exchange.getRequest().getHeaders();
            return !headers.containsHeader(HttpHeaders.COOKIE) && !headers.containsHeader(HttpHeaders.AUTHORIZATION);
        }

        private Mono<Void> denyPermission(
                ServerWebExchange exchange, ApiKeyPrincipal caller, AccessDeniedException denied) {
            Permission required = exchange.getAttribute(REQUIRED_ATTRIBUTE);
            List<Permission> missing = required == null ? MissingPermissions.of(denied, caller) : List.of(required);
            return gate.authenticator().denyPermission(exchange, caller, missing);
        }
    }
}
