package io.keystile;

import static io.keystile.DenialReason.LIMIT_EXCEEDED;
import static io.keystile.DenialReason.PERMISSION_MISSING;

import io.keystile.Decision.Denied;
import io.keystile.key.KeyBuffer;
import io.keystile.key.KeyId;
import io.keystile.model.Permission;
import io.keystile.net.ClientOrigin;
import io.keystile.ratelimit.RateLimitResult;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Creates denials, each with its own random instance id. */
final class Denials {
    private Denials() {}

    /** Denies a request because of its credential. No key was verified. */
    static Caller denied(ClientOrigin origin, DenialReason reason, Credential credential, KeyBuffer key) {
        KeyId id = credential.problem() == null ? key.id() : null;
        return Caller.denied(
                origin, new Denied(reason, newInstance(), id, credential.isPresented(), List.of(), 0, null));
    }

    /** Denies a request whose key was verified. */
    static Caller denied(ClientOrigin origin, DenialReason reason, CompiledKey known) {
        return Caller.denied(origin, denied(reason, known.principal().keyId(), 0), known);
    }

    /** Denies a request whose key cannot be verified now. */
    static Caller denied(ClientOrigin origin, DenialReason reason, KeyId id, long retryAfterNanos) {
        return Caller.denied(origin, denied(reason, id, retryAfterNanos));
    }

    static Denied denied(DenialReason reason, @Nullable KeyId id, long retryAfterNanos) {
        return new Denied(reason, newInstance(), id, true, List.of(), retryAfterNanos, null);
    }

    static Denied permissionMissing(KeyId id, List<Permission> required) {
        return new Denied(PERMISSION_MISSING, newInstance(), id, true, required, 0, null);
    }

    static Denied limitExceeded(KeyId id, RateLimitResult limits) {
        return new Denied(LIMIT_EXCEEDED, newInstance(), id, true, List.of(), limits.retryAfterNanos(), limits);
    }

    /**
     * Returns a random UUID (version 4). It is not a secret, so it may be predictable; a thread-local generator keeps
     * threads from contending.
     */
    private static UUID newInstance() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long version4 = (random.nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
        long variant2 = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
        return new UUID(version4, variant2);
    }
}
