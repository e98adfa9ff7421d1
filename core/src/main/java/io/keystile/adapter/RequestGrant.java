package io.keystile.adapter;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.Decision.Granted;
import org.jspecify.annotations.Nullable;

/**
 * A grant that an adapter leaves in a request, under {@link #attribute}, so that whoever sees the request next, another
 * adapter or the same one at a further dispatch, asks for further permissions only and does not count it again. Adapters
 * implement it with what else they have to remember. Its {@code toString} says nothing: attributes are printed by many.
 */
public interface RequestGrant {
    /**
     * Returns the name of the attribute (or property) of the request that holds it: one of its own for each authenticator, so
     * that two of them can guard one request.
     */
    static String attribute(ApiKeyAuthenticator authenticator) {
        return "io.keystile.grant@" + Integer.toHexString(System.identityHashCode(authenticator));
    }

    /** Returns what {@code authenticator} has granted to this request, or null: it believes no other's grants. */
    @Nullable
    Granted by(ApiKeyAuthenticator authenticator);

    /**
     * Reads the attribute.
     *
     * @param attribute what the request has there
     * @return null if it is no grant, or another authenticator's
     */
    static @Nullable Granted by(ApiKeyAuthenticator authenticator, @Nullable Object attribute) {
        return attribute instanceof RequestGrant grant ? grant.by(authenticator) : null;
    }

    /** Returns a grant with nothing else to remember; to be made of the authenticator's own decision. */
    static RequestGrant of(ApiKeyAuthenticator authenticator, Granted granted) {
        return new PlainGrant(authenticator, granted);
    }
}
