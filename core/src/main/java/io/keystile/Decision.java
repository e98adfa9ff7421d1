package io.keystile;

import io.keystile.key.KeyId;
import io.keystile.model.Permission;
import io.keystile.ratelimit.RateLimitResult;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The decision on one request: granted to a caller, or denied for a reason. Immutable; holds no secret. */
public sealed interface Decision {
    /** Returns the public id of the presented key; null if there was none, or it is malformed. */
    @Nullable
    KeyId keyId();

    /** Returns the state of the key's limits; null if the request was denied for another reason than its limits. */
    @Nullable
    RateLimitResult limits();

    /**
     * The request may continue.
     *
     * @param principal the caller
     * @param source the field in which the key was sent, which determines how a response may be cached
     * @param limits the state of the key's limits after this request
     */
    record Granted(ApiKeyPrincipal principal, CredentialSource source, RateLimitResult limits) implements Decision {
        @Override
        public KeyId keyId() {
            return principal.keyId();
        }
    }

    /**
     * The request must not continue.
     *
     * @param reason the reason for the denial
     * @param instance a random id of this denial, the same in its response and in the log
     * @param keyId the id that the presented key claims; null if it could not be read. Only the reasons from
     *     {@link DenialReason#KEY_DISABLED} to {@link DenialReason#LIMIT_EXCEEDED} imply that the key's secret was
     *     verified
     * @param credentialPresented whether the request brought a credential, well-formed or not
     * @param required the permissions that the call requires, if one of them is missing; else empty
     * @param retryAfterNanos the time until a retry makes sense, in nanoseconds; 0 if waiting does not help
     * @param limits the state of the key's limits, if one of them is exceeded; else null
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
