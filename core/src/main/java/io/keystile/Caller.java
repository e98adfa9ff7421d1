package io.keystile;

import io.keystile.Decision.Denied;
import io.keystile.net.ClientOrigin;
import io.keystile.net.IpAddress;
import io.keystile.net.Transport;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The result of authentication: a verified key that is usable from the client's address, or a denial. Immutable. */
final class Caller {
    // Copies of the origin's fields, so that escape analysis can remove the allocation of the origin.
    final @Nullable IpAddress address;
    final Transport transport;
    final @Nullable Denied denied;
    final CredentialSource source;
    /** A reading of the authenticator's clock from after everything that the authentication waited for; or 0. */
    final long nanos;

    private final @Nullable CompiledKey key;

    private Caller(
            ClientOrigin origin,
            @Nullable Denied denied,
            @Nullable CompiledKey key,
            CredentialSource source,
            long nanos) {
        this.address = origin.address();
        this.transport = origin.transport();
        this.denied = denied;
        this.key = key;
        this.source = source;
        this.nanos = nanos;
    }

    /** Returns a denial without a verified key. */
    static Caller denied(ClientOrigin origin, Denied denied) {
        return new Caller(origin, denied, null, CredentialSource.BEARER, 0);
    }

    /** Returns a denial of a request whose key was verified. */
    static Caller denied(ClientOrigin origin, Denied denied, CompiledKey key) {
        return new Caller(origin, denied, key, CredentialSource.BEARER, 0);
    }

    static Caller authenticated(ClientOrigin origin, CompiledKey key, CredentialSource source, long nanos) {
        return new Caller(origin, null, key, source, nanos);
    }

    /** Returns the key of an authenticated caller. */
    CompiledKey key() {
        return Objects.requireNonNull(key);
    }

    /** Returns the principal of the verified key, also if the request is denied; null if no key was verified. */
    @Nullable
    ApiKeyPrincipal verified() {
        return key == null ? null : key.principal();
    }
}
