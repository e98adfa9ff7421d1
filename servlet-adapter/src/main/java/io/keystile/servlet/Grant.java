package io.keystile.servlet;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.Decision.Granted;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Remembers in the request that it was granted, so that its further dispatches are not counted again. Only this package
 * can make one, and only the authenticator that granted believes it.
 */
final class Grant {
    private static final String ATTRIBUTE = "io.keystile.servlet.grant";

    private final ApiKeyAuthenticator grantedBy;
    private final Granted granted;
    private boolean cacheControlSaid = true;

    private Grant(ApiKeyAuthenticator grantedBy, Granted granted) {
        this.grantedBy = grantedBy;
        this.granted = granted;
    }

    static Grant remember(HttpServletRequest request, ApiKeyAuthenticator grantedBy, Granted granted) {
        Grant grant = new Grant(grantedBy, granted);
        request.setAttribute(ATTRIBUTE, grant);
        return grant;
    }

    /** Returns the request's grant by this authenticator, or null. */
    static @Nullable Grant of(HttpServletRequest request, ApiKeyAuthenticator authenticator) {
        return request.getAttribute(ATTRIBUTE) instanceof Grant grant && grant.grantedBy == authenticator
                ? grant
                : null;
    }

    Granted granted() {
        return granted;
    }

    /** Tells whether the Cache-Control of the response is the application's, not ours; it outlives response wrappers. */
    boolean cacheControlSaid() {
        return cacheControlSaid;
    }

    void cacheControlSaid(boolean said) {
        this.cacheControlSaid = said;
    }

    /** Says nothing: attributes are printed by many. */
    @Override
    public String toString() {
        return "Grant";
    }
}
