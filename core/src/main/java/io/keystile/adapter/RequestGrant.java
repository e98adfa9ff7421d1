package io.keystile.adapter;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.Decision.Granted;
import org.jspecify.annotations.Nullable;

/**
 * A grant that an adapter stores in a request under {@link #attribute}. The next adapter, or the same one at a further
 * dispatch, reads it, checks only further permissions, and does not charge the request again. Adapters may implement it
 * to store data of their own. The {@code toString} must not reveal anything, because other code may print attributes.
 */
public interface RequestGrant {
    /**
     * Returns the name of the request attribute (or property) that holds the grant. Each authenticator has its own, so
     * that several can guard one request.
     */
    static String attribute(ApiKeyAuthenticator authenticator) {
        return "io.keystile.grant@" + Integer.toHexString(System.identityHashCode(authenticator));
    }

    /** Returns the grant that {@code authenticator} made for this request; null if another authenticator made it. */
    @Nullable
    Granted by(ApiKeyAuthenticator authenticator);

    /**
     * Returns the grant in an attribute value.
     *
     * @param attribute the value of the request's attribute; null if it has none
     * @return null if the value is no grant, or another authenticator's
     */
    static @Nullable Granted by(ApiKeyAuthenticator authenticator, @Nullable Object attribute) {
        return attribute instanceof RequestGrant grant ? grant.by(authenticator) : null;
    }

    /** Returns a grant without further data. {@code granted} must be a decision of {@code authenticator}. */
    static RequestGrant of(ApiKeyAuthenticator authenticator, Granted granted) {
        return new PlainGrant(authenticator, granted);
    }
}
