package io.keystile.jaxrs;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.Keystile;
import io.keystile.adapter.HttpResponses;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;

/**
 * A JAX-RS feature that admits requests with a valid API key, and responds to all other requests itself. It protects
 * the whole application: {@code register(new ApiKeyFeature(keystile))}.
 *
 * <p>It guarantees:
 *
 * <ul>
 *   <li>A resource method runs only if it is {@link Public}, or if the request has a valid key with the permissions of
 *       {@link RequiresPermission}. A method without annotations requires a valid key. Only with an {@link OptionalKey}
 *       a method also runs without a key.
 *   <li>Without a valid key, a path without a resource gets the same response as a protected one, and no sub-resource
 *       locator runs. The only exceptions are paths that a public method may have.
 *   <li>Sub-resource locators run before the limits are checked. For a valid key they also run if a limit is exhausted.
 *   <li>A request counts once against its key's limits. This holds also if a servlet filter with the same authenticator
 *       has already granted it, and if no resource matches it.
 *   <li>Resources see the caller: the principal of the {@link jakarta.ws.rs.core.SecurityContext} is an {@link
 *       io.keystile.ApiKeyPrincipal}, {@code isUserInRole} checks a permission, {@code getAuthenticationScheme} returns
 *       {@code Bearer} or {@code ApiKey}, and {@code isSecure} returns whether the client's connection was encrypted.
 *       {@link Caller} provides the same principal as a parameter. In public methods there is no caller, because no key
 *       is read.
 *   <li>A denial replaces the response, except header fields that other filters set, such as those for CORS.
 * </ul>
 *
 * <p>The key is checked before matching, and permissions and limits after it, both with priority {@link
 * Priorities#AUTHENTICATION}. Filters of the application with a lower priority number run for every request. The
 * connection of a request is read from the servlet container; without one, see {@link PeerConnection}. Immutable and
 * thread-safe.
 */
public final class ApiKeyFeature implements Feature {
    private final ApiKeyAuthenticator authenticator;
    private final HttpResponses responses;
    private final boolean corsPreflight;

    /** Creates the feature with the authenticator of {@code keystile}, which the caller closes. */
    public ApiKeyFeature(Keystile keystile) {
        this(keystile.authenticator());
    }

    /** Creates the feature with an authenticator, which the caller closes. */
    public ApiKeyFeature(ApiKeyAuthenticator authenticator) {
        this(authenticator, HttpResponses.of(authenticator));
    }

    /** Creates the feature with other responses, for example {@link HttpResponses#withLegacyQuotaFields}. */
    public ApiKeyFeature(ApiKeyAuthenticator authenticator, HttpResponses responses) {
        this(authenticator, responses, false);
    }

    private ApiKeyFeature(ApiKeyAuthenticator authenticator, HttpResponses responses, boolean corsPreflight) {
        this.authenticator = authenticator;
        this.responses = responses;
        this.corsPreflight = corsPreflight;
    }

    /**
     * Returns a feature that admits CORS preflights without a key, on every unambiguous path. A preflight is an OPTIONS
     * request with {@code Origin} and {@code Access-Control-Request-Method}; browsers send no credentials with it.
     * Methods for OPTIONS, and the sub-resource locators that lead to them, must not do anything that requires a key. A
     * method for OPTIONS with {@link RequiresPermission} still requires its permissions.
     */
    public ApiKeyFeature allowCorsPreflight() {
        return new ApiKeyFeature(authenticator, responses, true);
    }

    @Override
    public boolean configure(FeatureContext context) {
        ResourceRules rules = new ResourceRules();
        PublicPaths publicPaths = new PublicPaths(rules);
        Gate gate = new Gate(authenticator, responses);
        if (hasServletApi()) {
            context.register(new ServletConnectionFilter(), Priorities.AUTHENTICATION - 1);
        }
        context.register(publicPaths);
        context.register(new KeyFilter(gate, publicPaths, corsPreflight), Priorities.AUTHENTICATION);
        context.register(new LateKeyFilter(gate, publicPaths), Integer.MAX_VALUE);
        // Not AUTHORIZATION: a filter of the application in between could respond to a request without permission.
        context.register(new PermissionFilter(gate, rules, publicPaths), Priorities.AUTHENTICATION);
        // Response filters run in descending order of priority: this one after the application's, which may set
        // Cache-Control.
        context.register(new ResponseFilter(gate), Priorities.AUTHENTICATION);
        return true;
    }

    private static boolean hasServletApi() {
        try {
            Class.forName("jakarta.servlet.http.HttpServletRequest", false, ApiKeyFeature.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
