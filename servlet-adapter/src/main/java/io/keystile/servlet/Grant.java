package io.keystile.servlet;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.Decision.Granted;
import io.keystile.adapter.RequestGrant;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Remembers in the request that it was granted, and what has become of its answer's Cache-Control. */
final class Grant implements RequestGrant {
    private final ApiKeyAuthenticator grantedBy;
    private final Granted granted;
    private boolean cacheControlSaid = true;

    private Grant(ApiKeyAuthenticator grantedBy, Granted granted) {
        this.grantedBy = grantedBy;
        this.granted = granted;
    }

    /** Leaves a grant in the request, in {@code attribute}, which is {@code grantedBy}'s. */
    static Grant remember(
            HttpServletRequest request, String attribute, ApiKeyAuthenticator grantedBy, Granted granted) {
        Grant grant = new Grant(grantedBy, granted);
        request.setAttribute(attribute, grant);
        return grant;
    }

    /** Returns the request's grant by this authenticator, whichever adapter it was asked by, or null. */
    static @Nullable Grant of(HttpServletRequest request, String attribute, ApiKeyAuthenticator authenticator) {
        Object left = request.getAttribute(attribute);
        Granted granted = RequestGrant.by(authenticator, left);
        if (granted == null) {
            return null;
        }
        return left instanceof Grant grant ? grant : remember(request, attribute, authenticator, granted);
    }

    @Override
    public @Nullable Granted by(ApiKeyAuthenticator authenticator) {
        return authenticator == grantedBy ? granted : null;
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

    @Override
    public String toString() {
        return "Grant";
    }
}
