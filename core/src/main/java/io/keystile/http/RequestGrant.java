package io.keystile.http;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.Decision.Granted;
import org.jspecify.annotations.Nullable;

/**
 * A grant that an adapter leaves in a request, so that whoever sees the request next, another adapter or the same one at a
 * further dispatch, asks for further permissions only and does not count it again. Only the authenticator that granted
 * believes it. Immutable and thread-safe.
 */
public final class RequestGrant {
    /** The attribute (or property) of the request that holds it. */
    public static final String ATTRIBUTE = "io.keystile.grant";

    private final ApiKeyAuthenticator grantedBy;
    private final Granted granted;

    /** Creates what {@code grantedBy} will believe; to be made of its own decisions only. */
    public RequestGrant(ApiKeyAuthenticator grantedBy, Granted granted) {
        this.grantedBy = grantedBy;
        this.granted = granted;
    }

    /**
     * Reads the attribute.
     *
     * @param attribute what the request has there
     * @return null if it is no grant, or another authenticator's
     */
    public static @Nullable Granted by(ApiKeyAuthenticator authenticator, @Nullable Object attribute) {
        return attribute instanceof RequestGrant grant && grant.grantedBy == authenticator ? grant.granted : null;
    }

    /** Says nothing: attributes are printed by many. */
    @Override
    public String toString() {
        return "RequestGrant";
    }
}
