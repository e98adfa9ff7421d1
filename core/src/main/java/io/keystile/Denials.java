package io.keystile;

import static io.keystile.DenialReason.LIMIT_EXCEEDED;
import static io.keystile.DenialReason.PERMISSION_MISSING;
import static io.keystile.DenialReason.UNAVAILABLE;

import io.keystile.Decision.Denied;
import io.keystile.Verification.Refusal;
import io.keystile.key.KeyBuffer;
import io.keystile.key.KeyId;
import io.keystile.model.Permission;
import io.keystile.ratelimit.RateLimitResult;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Creates denials, each with its own random instance id. */
final class Denials {
    /** The time after which a request that could not be decided should be sent again. */
    static final long UNAVAILABLE_RETRY_NANOS = 5_000_000_000L;

    private Denials() {}

    /** Refuses a request because of its credential. No key was verified. */
    static Refusal refused(DenialReason reason, Credential credential, KeyBuffer key) {
        KeyId id = credential.problem() == null ? key.id() : null;
        Denied denied = new Denied(reason, newInstance(), id, credential.isPresented(), List.of(), 0, null);
        return new Refusal(denied, null);
    }

    /** Refuses a request whose key was verified. */
    static Refusal refused(DenialReason reason, CompiledKey known) {
        return new Refusal(denied(reason, known.principal().keyId(), 0), known);
    }

    /** Refuses a request whose key cannot be verified now. */
    static Refusal refused(DenialReason reason, KeyId id, long retryAfterNanos) {
        return new Refusal(denied(reason, id, retryAfterNanos), null);
    }

    /** Refuses a request that cannot be decided now. */
    static Refusal unavailable(@Nullable KeyId id) {
        return new Refusal(denied(UNAVAILABLE, id, UNAVAILABLE_RETRY_NANOS), null);
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
