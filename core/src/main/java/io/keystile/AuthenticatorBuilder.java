package io.keystile;

import io.keystile.admin.LastUsedRecorder;
import io.keystile.key.KeyFormat;

/**
 * Builds an {@link ApiKeyAuthenticator} for keys that are administered elsewhere. Used by one thread, for one
 * {@link #build}.
 */
public final class AuthenticatorBuilder extends AuthenticatorOptions<AuthenticatorBuilder> {
    private final KeySource source;

    AuthenticatorBuilder(KeySource source, KeyFormat format) {
        super(format);
        this.source = source;
    }

    @Override
    AuthenticatorBuilder self() {
        return this;
    }

    /**
     * Records last uses with {@code recorder}; none by default. The caller remains responsible for closing the
     * recorder, after the authenticator.
     */
    public AuthenticatorBuilder lastUsedRecorder(LastUsedRecorder recorder) {
        this.lastUses = recorder;
        return this;
    }

    /**
     * Builds the authenticator.
     *
     * @throws IllegalStateException if no environment is accepted, a workspace in the store has a plan that does not
     *     exist, a key that is not revoked was hashed with a pepper that the hasher does not have, or the store
     *     {@linkplain io.keystile.store.StoreFacts knows} another brand or pepper
     * @throws io.keystile.store.StoreException if the store cannot be read
     */
    public ApiKeyAuthenticator build() {
        source.requireFits(this);
        source.requireAgrees(this);
        return new ApiKeyAuthenticator(source, this);
    }
}
