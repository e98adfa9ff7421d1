package io.keystile;

import io.keystile.Decision.Denied;
import io.keystile.Verification.Refusal;
import io.keystile.net.ClientOrigin;
import io.keystile.net.IpAddress;
import io.keystile.net.Transport;
import org.jspecify.annotations.Nullable;

/** The result of authentication, from one half of a decision to the other. Immutable. */
final class Caller {
    final @Nullable IpAddress address;
    final Transport transport;
    /** The denial; null if the caller is authenticated. */
    final @Nullable Denied denied;
    /** The field in which the key was sent; without meaning if there is none. */
    final CredentialSource source;

    private final Verification result;

    Caller(Verification result, ClientOrigin origin, CredentialSource source) {
        this.address = origin.address();
        this.transport = origin.transport();
        this.denied = result instanceof Refusal refusal ? refusal.denied() : null;
        this.source = source;
        this.result = result;
    }

    /** Returns the key of an authenticated caller. */
    CompiledKey key() {
        return (CompiledKey) result;
    }

    /** Returns the principal of the verified key, also if the request is denied; null if no key was verified. */
    @Nullable
    ApiKeyPrincipal verified() {
        return result.verified();
    }
}
