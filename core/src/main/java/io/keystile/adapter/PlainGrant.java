package io.keystile.adapter;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.Decision.Granted;
import org.jspecify.annotations.Nullable;

/** A grant and the authenticator that made it. */
record PlainGrant(ApiKeyAuthenticator grantedBy, Granted granted) implements RequestGrant {
    @Override
    public @Nullable Granted by(ApiKeyAuthenticator authenticator) {
        return authenticator == grantedBy ? granted : null;
    }

    @Override
    public String toString() {
        return "RequestGrant";
    }
}
