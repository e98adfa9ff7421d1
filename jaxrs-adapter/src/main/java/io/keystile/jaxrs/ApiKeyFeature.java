package io.keystile.jaxrs;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.Keystile;
import io.keystile.adapter.HttpResponses;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;

/**
 * Lets requests to a JAX-RS application through by their API key, and answers the others itself. One call protects all of
 * it: {@code register(new ApiKeyFeature(keystile))}.
 *
 * <p>What it guarantees:
 *
 * <ul>
 *   <li>No resource method runs that is not {@link Public}, unless the request has a valid key with the permissions that
 *       {@link RequiresPermission} asks for. What has no annotation asks for a valid key.
 *   <li>Without a valid key, a path that leads nowhere is answered like a protected one, and no sub-resource locator runs,
 *       unless the path is one that a public method might have.
 *   <li>Sub-resource locators run before it is known what a call costs: for a valid key also if it is over its limit.
 *   <li>A request counts once against its key's limits, also if a servlet filter with the same authenticator has let it
 *       through before, and also if it leads nowhere.
 *   <li>Resources see who is calling: the {@link jakarta.ws.rs.core.SecurityContext} has an {@link
 *       io.keystile.ApiKeyPrincipal}, {@code isUserInRole} asks for a permission, {@code getAuthenticationScheme} is {@code
 *       Bearer} or {@code ApiKey}, {@code isSecure} is true if the request came encrypted from its client. {@link Caller} is
 *       the same as a parameter. In public methods they do not: no key is looked at there.
 *   <li>A denial is a whole answer, with headers that other filters have set, such as those for CORS.
 * </ul>
 *
 * <p>The key is checked before matching, permissions and limits after it, both with priority {@link
 * Priorities#AUTHENTICATION}: filters of the application with a lower one run for everybody. Where requests come from is
 * asked of the servlet container below; without one, see {@link PeerConnection}. Immutable and thread-safe.
 */
public final class ApiKeyFeature implements Feature {
    private final ApiKeyAuthenticator authenticator;
    private final HttpResponses answers;
    private final boolean corsPreflight;

    /** Creates the feature with the authenticator of {@code keystile}, which stays its creator's to close. */
    public ApiKeyFeature(Keystile keystile) {
        this(keystile.authenticator());
    }

    /** Creates the feature with an authenticator, which stays its creator's to close. */
    public ApiKeyFeature(ApiKeyAuthenticator authenticator) {
        this(authenticator, HttpResponses.of(authenticator));
    }

    /** Creates the feature with answers of another kind, such as {@link HttpResponses#withLegacyQuotaFields}. */
    public ApiKeyFeature(ApiKeyAuthenticator authenticator, HttpResponses answers) {
        this(authenticator, answers, false);
    }

    private ApiKeyFeature(ApiKeyAuthenticator authenticator, HttpResponses answers, boolean corsPreflight) {
        this.authenticator = authenticator;
        this.answers = answers;
        this.corsPreflight = corsPreflight;
    }

    /**
     * Returns a feature that lets CORS preflights in without a key, on every unambiguous path: OPTIONS with {@code Origin} and
     * {@code Access-Control-Request-Method}. Browsers send no credentials with them. Whatever answers OPTIONS, and the
     * sub-resource locators on the way to it, must not do anything that needs a key; a method for OPTIONS that asks for a
     * permission still does.
     */
    public ApiKeyFeature allowCorsPreflight() {
        return new ApiKeyFeature(authenticator, answers, true);
    }

    @Override
    public boolean configure(FeatureContext context) {
        ResourceRules rules = new ResourceRules();
        PublicPaths publicPaths = new PublicPaths(rules);
        Gate gate = new Gate(authenticator, answers);
        if (hasServletApi()) {
            context.register(new ServletConnectionFilter(), Priorities.AUTHENTICATION - 1);
        }
        context.register(publicPaths);
        context.register(new KeyFilter(gate, publicPaths, corsPreflight), Priorities.AUTHENTICATION);
        context.register(new LateKeyFilter(gate, publicPaths), Integer.MAX_VALUE);
        // Not AUTHORIZATION: a filter of the application in between could answer for what it has no permission for.
        context.register(new PermissionFilter(gate, rules, publicPaths), Priorities.AUTHENTICATION);
        // Response filters run in descending order: this one after those of the application, which may set
        // Cache-Control.
        context.register(new AnswerFilter(gate), Priorities.AUTHENTICATION);
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
