package io.keystile.monitoring.accesslog;

import io.keystile.DenialReason;
import io.keystile.key.KeyId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A decision, with what a screen may show of it. Immutable; holds no secret.
 *
 * <p>Method, path and user agent are text of the client, masked and truncated as in the {@link AccessLog}. It is
 * untrusted: escape it before display.
 *
 * @param time when the decision was made
 * @param reason the reason of the denial; null if the request was granted
 * @param instance the denial's id, such as {@code urn:uuid:5f0c…}, which is also in the problem body that the client
 *     received; null if the request was granted
 * @param keyId the public id of the key; null if the request had none. If {@code workspace} is null, the caller has
 *     only claimed this id
 * @param workspace the id of the key's workspace; null unless the key's secret was verified
 * @param method the request's method; null if unknown
 * @param path the request's path, without the query; null if unknown or left out by the settings
 * @param address the client's address, as {@link AddressMask} writes it; null if unknown or left out
 * @param userAgent the client's {@code User-Agent}; null if unknown or left out
 * @param durationNanos how long the decision took, in nanoseconds
 */
public record RecentDecision(
        Instant time,
        @Nullable DenialReason reason,
        @Nullable String instance,
        @Nullable KeyId keyId,
        @Nullable String workspace,
        @Nullable String method,
        @Nullable String path,
        @Nullable String address,
        @Nullable String userAgent,
        long durationNanos) {
    /** Returns whether the request was granted. */
    public boolean isGranted() {
        return reason == null;
    }
}
