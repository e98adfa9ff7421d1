package io.keystile;

import io.keystile.Decision.Denied;
import io.keystile.net.ClientOrigin;
import io.keystile.net.IpAddress;
import io.keystile.net.Transport;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who is calling, before it is known what the call asks for: what {@link ApiKeyAuthenticator#identify} found. It grants
 * nothing. Used by one thread at a time; holds no secret.
 */
public final class Identification {
    // Not the origin itself, which then is never made.
    final @Nullable IpAddress address;
    private final Transport transport;
    final @Nullable Denied denied;
    final CredentialSource source;
    private final @Nullable KnownKey known;
    /** What the request said, where it is decided later. */
    RequestDetails request = RequestDetails.NONE;
    /** How long it took so far; 0 where it belongs to a decision that is made at once. */
    long spentNanos;

    private Identification(
            ClientOrigin origin, @Nullable Denied denied, @Nullable KnownKey known, CredentialSource source) {
        this.address = origin.address();
        this.transport = origin.transport();
        this.denied = denied;
        this.known = known;
        this.source = source;
    }

    static Identification denied(ClientOrigin origin, Denied denied) {
        return new Identification(origin, denied, null, CredentialSource.BEARER);
    }

    /** Denied to somebody whose key was verified. */
    static Identification denied(ClientOrigin origin, Denied denied, KnownKey known) {
        return new Identification(origin, denied, known, CredentialSource.BEARER);
    }

    static Identification of(ClientOrigin origin, KnownKey known, CredentialSource source) {
        return new Identification(origin, null, known, source);
    }

    KnownKey known() {
        return Objects.requireNonNull(known);
    }

    /** Returns whose key was verified and works from where it was used; null if the call will be denied whatever it asks. */
    public @Nullable ApiKeyPrincipal principal() {
        return denied == null ? verified() : null;
    }

    /** Whose key was verified, whatever is decided; null if none was. */
    @Nullable
    ApiKeyPrincipal verified() {
        return known == null ? null : known.principal();
    }

    /** Returns where the key was sent; of no meaning where there is no {@link #principal}. */
    public CredentialSource source() {
        return source;
    }

    /** Tells whether the request is known to have come encrypted all the way from the client. */
    public boolean encrypted() {
        return transport == Transport.ENCRYPTED;
    }

    /** Returns the key's public id or that there is none. */
    @Override
    public String toString() {
        ApiKeyPrincipal principal = principal();
        return "Identification[" + (principal == null ? "nobody" : principal.keyId()) + "]";
    }
}
