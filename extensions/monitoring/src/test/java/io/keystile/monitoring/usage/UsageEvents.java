package io.keystile.monitoring.usage;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.CredentialSource;
import io.keystile.Decision.Denied;
import io.keystile.Decision.Granted;
import io.keystile.DenialReason;
import io.keystile.RequestDetails;
import io.keystile.key.KeyId;
import io.keystile.model.PermissionSet;
import io.keystile.net.IpAddress;
import io.keystile.ratelimit.RateLimitResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Creates events like those of an authenticator. */
final class UsageEvents {
    static final IpAddress ADDRESS = IpAddress.parse("192.0.2.7");

    private UsageEvents() {}

    static ApiKeyPrincipal caller(String key) {
        return new ApiKeyPrincipal(
                new KeyId(key), new KeyId(key), key, "acme", "live", "free", PermissionSet.NONE, Map.of());
    }

    static AuthEvent granted(String key, Instant time) {
        return granted(key, time, RateLimitResult.granted(List.of()));
    }

    static AuthEvent granted(String key, Instant time, RateLimitResult limits) {
        return granted(key, time, limits, ADDRESS, null);
    }

    static AuthEvent granted(
            String key, Instant time, RateLimitResult limits, IpAddress address, @Nullable String userAgent) {
        ApiKeyPrincipal caller = caller(key);
        return new AuthEvent(
                time,
                new Granted(caller, CredentialSource.BEARER, limits),
                caller,
                address,
                new RequestDetails(null, null, userAgent),
                100);
    }

    static AuthEvent limited(String key, Instant time, RateLimitResult limits) {
        Denied denied = new Denied(
                DenialReason.LIMIT_EXCEEDED,
                new UUID(1, 2),
                new KeyId(key),
                true,
                List.of(),
                limits.retryAfterNanos(),
                limits);
        return new AuthEvent(time, denied, caller(key), ADDRESS, RequestDetails.NONE, 300);
    }

    static AuthEvent denied(@Nullable String key, DenialReason reason, Instant time) {
        return new AuthEvent(
                time,
                new Denied(reason, new UUID(1, 2), new KeyId("claimed"), true, List.of(), 0, null),
                key == null ? null : caller(key),
                ADDRESS,
                RequestDetails.NONE,
                300);
    }
}
