package io.keystile.servlet;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.Decision.Granted;
import io.keystile.adapter.RequestGrant;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** An attribute of a granted request: the grant, and whether the application has set the response's Cache-Control. */
final class Grant implements RequestGrant {
    private final ApiKeyAuthenticator grantedBy;
    private final Granted granted;
    private boolean applicationOwnsCacheControl = true;
    private boolean withdrawn;

    private Grant(ApiKeyAuthenticator grantedBy, Granted granted) {
        this.grantedBy = grantedBy;
        this.granted = granted;
    }

    /** Sets a grant as the request's attribute {@code attribute}, which must be the attribute of {@code grantedBy}. */
    static Grant remember(
            HttpServletRequest request, String attribute, ApiKeyAuthenticator grantedBy, Granted granted) {
        Grant grant = new Grant(grantedBy, granted);
        request.setAttribute(attribute, grant);
        return grant;
    }

    /** Returns the request's grant by this authenticator, set by any adapter; null if there is none. */
    static @Nullable Grant of(HttpServletRequest request, String attribute, ApiKeyAuthenticator authenticator) {
        Object value = request.getAttribute(attribute);
        Granted granted = RequestGrant.by(authenticator, value);
        if (granted == null) {
            return null;
        }
        return value instanceof Grant grant ? grant : remember(request, attribute, authenticator, granted);
    }

    @Override
    public @Nullable Granted by(ApiKeyAuthenticator authenticator) {
        return authenticator == grantedBy ? granted : null;
    }

    Granted granted() {
        return granted;
    }

    /** Gives the cost back, because the call is denied after all. Its responses no longer state the quota. */
    void withdraw() {
        withdrawn = true;
        granted.limits().refund();
    }

    boolean isWithdrawn() {
        return withdrawn;
    }

    /**
     * Returns whether the response's Cache-Control, present or absent, is the application's, and not the default of
     * {@link GrantedResponse}. Stored here because one request may have several response wrappers.
     */
    boolean applicationOwnsCacheControl() {
        return applicationOwnsCacheControl;
    }

    void applicationOwnsCacheControl(boolean owns) {
        this.applicationOwnsCacheControl = owns;
    }

    @Override
    public String toString() {
        return "Grant";
    }
}
