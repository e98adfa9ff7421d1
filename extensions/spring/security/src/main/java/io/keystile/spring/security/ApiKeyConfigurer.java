package io.keystile.spring.security;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.Keystile;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.Routes;
import io.keystile.servlet.ServletGate;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authorization.AuthorizationManagerFactory;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.AccessDeniedHandlerImpl;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Adds API keys to a {@code SecurityFilterChain}:
 *
 * <pre>{@code
 * http.with(apiKeys(keystile), withDefaults())
 *         .authorizeHttpRequests(requests -> requests
 *                 .requestMatchers("/flows/**").hasAuthority("flows:read")
 *                 .anyRequest().authenticated());
 * }</pre>
 *
 * <p>Import {@link ApiKeyPermissionsConfiguration} as well, so that {@code hasAuthority} honours wildcards. It
 * guarantees:
 *
 * <ul>
 *   <li>A request that brings a key is decided by the key alone. The caller in the {@code SecurityContext} is an
 *       {@link ApiKeyAuthenticationToken}; a session that the request also has is neither read for the caller nor
 *       changed, and other filters of the chain do not see {@code Authorization}. A wrong key is denied, on every path
 *       that the {@link #routes} do not open.
 *   <li>A request without a key goes on to the other filters, such as form log-in and {@code oauth2ResourceServer}.
 *       For other Bearer tokens than keys, set {@link io.keystile.AuthenticatorBuilder#ignoreOtherBearerTokens}.
 *   <li>The chain authorizes a call before its cost is taken from the key's limits. If the application denies it
 *       later, for example by {@code @PreAuthorize}, the cost is given back, unless the response
 *       was committed.
 *   <li>A request counts once, for any number of dispatches, and also if an {@link io.keystile.servlet.ApiKeyFilter}
 *       with the same authenticator has granted it before the chain.
 *   <li>Calls with a key need no CSRF token, create no session and are not saved in the request cache.
 *   <li>Denials are complete responses with {@code application/problem+json}; they show no error page.
 * </ul>
 *
 * <p>The chain must run for all dispatches that reach protected resources, as it does in Spring Boot. Not thread-safe,
 * as all configurers; the filters that it adds are.
 */
public final class ApiKeyConfigurer extends AbstractHttpConfigurer<ApiKeyConfigurer, HttpSecurity> {
    private static final Logger LOG = LoggerFactory.getLogger(ApiKeyConfigurer.class);

    private final ApiKeyAuthenticator authenticator;
    private final RequestMatcher wantsPage = wantsPage();
    private Routes routes = Routes.admitAll();
    private HttpResponses responses;
    private @Nullable ServletGate gate;

    private ApiKeyConfigurer(ApiKeyAuthenticator authenticator) {
        this.authenticator = authenticator;
        this.responses = HttpResponses.of(authenticator);
    }

    /** Returns a configurer with the authenticator of {@code keystile}, which the caller closes. */
    public static ApiKeyConfigurer apiKeys(Keystile keystile) {
        return apiKeys(keystile.authenticator());
    }

    /** Returns a configurer with an authenticator, which the caller closes. */
    public static ApiKeyConfigurer apiKeys(ApiKeyAuthenticator authenticator) {
        return new ApiKeyConfigurer(authenticator);
    }

    /**
     * Sets what paths require of keys in addition to what the chain requires of all callers, above all the costs of
     * calls. Without it, {@link Routes#admitAll} applies: the chain alone decides, and a call with a key costs 1.
     *
     * <p>With {@link Routes#protectAll}, every path requires a key that the routes do not open or make optional, also
     * from callers with another credential. On an open path no key is read and nothing is taken from its limits, but
     * the chain still has to permit the path.
     */
    public ApiKeyConfigurer routes(Routes newRoutes) {
        this.routes = newRoutes;
        return this;
    }

    /** Sets other responses, for example {@link HttpResponses#withLegacyQuotaFields}. */
    public ApiKeyConfigurer responses(HttpResponses newResponses) {
        this.responses = newResponses;
        return this;
    }

    /** Registers the entry point and the access-denied handler, before other configurers register theirs. */
    @Override
    public void setBuilder(HttpSecurity http) {
        super.setBuilder(http);
        http.exceptionHandling(handling -> handling.defaultAuthenticationEntryPointFor(
                        (request, response, exception) -> gate().denyCaller(request, response),
                        request -> !wantsPage.matches(request))
                .defaultAccessDeniedHandlerFor(new KeyDeniedHandler(), this::isDeniedHere));
    }

    @Override
    public void init(HttpSecurity http) {
        ServletGate created = new ServletGate(
                authenticator,
                routes,
                responses,
                granted -> ApiKeyAuthenticationToken.of(granted.principal()),
                // A name without a colon may be a role of the application's, in whatever case.
                name -> name.indexOf(':') > 0 && ApiKeyAuthenticationToken.isPermission(name));
        gate = created;
        if (hasCsrfProtection(http)) {
            http.csrf(csrf -> csrf.ignoringRequestMatchers(new ApiKeyAuthenticationConverter(created)));
        }
        RequestCache cache = http.getSharedObject(RequestCache.class);
        if (cache != null) {
            http.setSharedObject(RequestCache.class, new PageRequestCache(cache, this::isPageWithoutKey));
        }
        warnIfWildcardsAreIgnored(http.getSharedObject(ApplicationContext.class));
    }

    @SuppressWarnings("unchecked") // The builder looks up raw classes.
    private static boolean hasCsrfProtection(HttpSecurity http) {
        return http.getConfigurer(CsrfConfigurer.class) != null;
    }

    private static void warnIfWildcardsAreIgnored(ApplicationContext context) {
        ResolvableType factory = ResolvableType.forClassWithGenerics(
                AuthorizationManagerFactory.class, RequestAuthorizationContext.class);
        if (context.getBeanNamesForType(factory).length == 0) {
            LOG.warn("hasAuthority(\"flows:read\") denies a key with \"flows:*\", because the bean that honours"
                    + " wildcards is missing; add @Import(ApiKeyPermissionsConfiguration.class)");
        }
    }

    @Override
    public void configure(HttpSecurity http) {
        ProviderManager manager = new ProviderManager(new ApiKeyAuthenticationProvider());
        http.getSharedObject(ApplicationContext.class)
                .getBeanProvider(AuthenticationEventPublisher.class)
                .ifUnique(manager::setAuthenticationEventPublisher);
        ApiKeyAuthenticationFilter filter = new ApiKeyAuthenticationFilter(
                gate(), new ApiKeyAuthenticationConverter(gate()), manager, getSecurityContextHolderStrategy());
        // Before all filters that authenticate or end a session.
        http.addFilterAfter(filter, CsrfFilter.class);
        http.addFilterAfter(new ApiKeyLimitFilter(gate()), AuthorizationFilter.class);
    }

    private ServletGate gate() {
        return Objects.requireNonNull(gate, "The chain is not built yet");
    }

    /** Matches browsers' requests of pages, which other mechanisms answer, for example with a form to log in. */
    private static RequestMatcher wantsPage() {
        MediaTypeRequestMatcher matcher = new MediaTypeRequestMatcher(MediaType.TEXT_HTML);
        matcher.setIgnoredMediaTypes(Set.of(MediaType.ALL));
        return matcher;
    }

    private boolean isPageWithoutKey(HttpServletRequest request) {
        return wantsPage.matches(request)
                && (gate().isOpen(request) || gate().callerOf(request).isWithoutKey());
    }

    private @Nullable Authentication caller() {
        return getSecurityContextHolderStrategy().getContext().getAuthentication();
    }

    private boolean isDeniedHere(HttpServletRequest request) {
        return caller() instanceof ApiKeyAuthenticationToken || hasNoCredential(request);
    }

    /** Returns whether a caller without a key, who is no browser, has no session either. */
    private boolean hasNoCredential(HttpServletRequest request) {
        return !request.isRequestedSessionIdValid() && caller() == null && !wantsPage.matches(request);
    }

    /** Denies calls of keys, and calls that brought no credential at all, before the chain knows the caller. */
    private final class KeyDeniedHandler implements AccessDeniedHandler {
        private final AccessDeniedHandler others = new AccessDeniedHandlerImpl();

        @Override
        public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
                throws IOException, ServletException {
            if (caller() instanceof ApiKeyAuthenticationToken key) {
                gate().denyPermission(
                                key.getPrincipal(),
                                MissingPermissions.of(denied, key.getPrincipal()),
                                request,
                                response);
            } else if (denied instanceof CsrfException && hasNoCredential(request)) {
                gate().denyCaller(request, response);
            } else {
                others.handle(request, response, denied);
            }
        }
    }
}
