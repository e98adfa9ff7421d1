package io.keystile.servlet;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.Decision.Granted;
import io.keystile.http.RequestGrant;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Remembers in the request that it was granted, and what has become of its answer's Cache-Control. */
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
        request.setAttribute(RequestGrant.ATTRIBUTE, new RequestGrant(grantedBy, granted));
        return grant;
    }

    /** Returns the request's grant by this authenticator, whichever adapter has it from, or null. */
    static @Nullable Grant of(HttpServletRequest request, ApiKeyAuthenticator authenticator) {
        if (request.getAttribute(ATTRIBUTE) instanceof Grant grant && grant.grantedBy == authenticator) {
            return grant;
        }
        Granted granted = RequestGrant.by(authenticator, request.getAttribute(RequestGrant.ATTRIBUTE));
        return granted == null ? null : remember(request, authenticator, granted);
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
