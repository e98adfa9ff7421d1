package io.keystile;

import io.keystile.key.KeyId;
import io.keystile.model.PermissionSet;
import io.keystile.net.IpAddress;
import io.keystile.ratelimit.RateLimitResult;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decisions as an authenticator would tell of them. */
public final class Events {
    /** A Monday. */
    public static final Instant MONDAY = Instant.parse("2030-01-07T00:00:00Z");

    public static final String HOME = "192.0.2.7";

    private static final RateLimitResult UNLIMITED = RateLimitResult.granted(List.of());

    private Events() {}

    public static KeyId key(int number) {
        return new KeyId(String.format(Locale.ROOT, "key%09d", number));
    }

    public static ApiKeyPrincipal principal(KeyId key) {
        return new ApiKeyPrincipal(key, key, "ci", "acme", "live", "free", PermissionSet.NONE, Map.of());
    }

    public static AuthEvent granted(KeyId key, @Nullable String address, Instant time) {
        ApiKeyPrincipal caller = principal(key);
        return event(time, new Decision.Granted(caller, CredentialSource.BEARER, UNLIMITED), caller, address);
    }

    /** A call that was denied although the key's secret was right. */
    public static AuthEvent refused(DenialReason reason, KeyId key, @Nullable String address, Instant time) {
        return event(time, denied(reason, key), principal(key), address);
    }

    /** A call that was denied without a secret that was right; with the id that it claims, if any. */
    public static AuthEvent unverified(
            DenialReason reason, @Nullable KeyId claimed, @Nullable String address, Instant time) {
        return event(time, denied(reason, claimed), null, address);
    }

    private static Decision denied(DenialReason reason, @Nullable KeyId claimed) {
        boolean credential = reason != DenialReason.NO_CREDENTIAL;
        return new Decision.Denied(reason, new UUID(0, 0), claimed, credential, List.of(), 0, null);
    }

    private static AuthEvent event(
            Instant time, Decision decision, @Nullable ApiKeyPrincipal caller, @Nullable String address) {
        IpAddress from = address == null ? null : IpAddress.parse(address);
        return new AuthEvent(time, decision, caller, from, RequestDetails.NONE, 1_000);
    }
}
