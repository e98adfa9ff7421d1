package io.keystile;

import io.keystile.key.KeyId;
import io.keystile.model.Permission;
import io.keystile.ratelimit.RateLimitResult;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The answer to one request: granted to somebody, or denied for a reason. Immutable; holds no secret. */
public sealed interface Decision {
    /** Returns the public id of the key that was presented; null if none was, or none that is written like a key. */
    @Nullable
    KeyId keyId();

    /**
     * The request may go on.
     *
     * @param principal who is calling
     * @param source where the key was sent, which decides how a response may be cached
     * @param limits what is left of the key's limits
     */
    record Granted(ApiKeyPrincipal principal, CredentialSource source, RateLimitResult limits) implements Decision {
        @Override
        public KeyId keyId() {
            return principal.keyId();
        }
    }

    /**
     * The request must not go on.
     *
     * @param reason why
     * @param instance a random name for this denial, the same in its answer and in the log
     * @param keyId the id that the presented key claims; null if it could not be read. Only the reasons from {@link
     *     DenialReason#KEY_DISABLED} to {@link DenialReason#LIMIT_EXCEEDED} say that the caller really has this key
     * @param credentialPresented whether the request brought a credential at all
     * @param required the permissions that the call asks for, if the reason is a missing one; else empty
     * @param retryAfterNanos how long to wait before it makes sense to try again, in nanoseconds; 0 if waiting does not
     *     help
     * @param limits the key's limits, if the reason is one of them; else null
     */
    record Denied(
            DenialReason reason,
            UUID instance,
            @Nullable KeyId keyId,
            boolean credentialPresented,
            List<Permission> required,
            long retryAfterNanos,
            @Nullable RateLimitResult limits)
            implements Decision {}
}
