package io.keystile.benchmarks.alerts;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthEvent;
import io.keystile.CredentialSource;
import io.keystile.Decision;
import io.keystile.DenialReason;
import io.keystile.RequestDetails;
import io.keystile.key.KeyId;
import io.keystile.model.PermissionSet;
import io.keystile.net.IpAddress;
import io.keystile.ratelimit.RateLimitResult;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Creates decisions as an authenticator reports them, with keys and addresses for them. */
final class Calls {
    private static final RateLimitResult UNLIMITED = RateLimitResult.granted(List.of());
    private static final UUID INSTANCE = new UUID(0, 0);

    private Calls() {}

    static ApiKeyPrincipal principal(int number) {
        KeyId id = new KeyId(String.format(Locale.ROOT, "key%09d", number));
        String workspace = "workspace-" + number / 10;
        return new ApiKeyPrincipal(id, id, "key " + number, workspace, "live", "pro", PermissionSet.NONE, Map.of());
    }

    /** Returns an id that no key has. */
    static KeyId madeUpId(Random random) {
        return new KeyId(String.format(Locale.ROOT, "zzz%09d", random.nextInt(1_000_000_000)));
    }

    /** Returns a random IPv4 address whose first byte is from 11 to 110. */
    static IpAddress address(Random random) {
        byte[] bytes = new byte[4];
        random.nextBytes(bytes);
        bytes[0] = (byte) (11 + random.nextInt(100));
        return IpAddress.ofBytes(bytes);
    }

    static AuthEvent granted(ApiKeyPrincipal caller, IpAddress from, Instant time) {
        return event(time, new Decision.Granted(caller, CredentialSource.BEARER, UNLIMITED), caller, from);
    }

    /** Returns a denied call whose secret is right. */
    static AuthEvent denied(DenialReason reason, ApiKeyPrincipal caller, IpAddress from, Instant time) {
        return event(time, denial(reason, caller.keyId()), caller, from);
    }

    /** Returns a denied call whose secret was not verified, with the id that it claims. */
    static AuthEvent unverified(DenialReason reason, @Nullable KeyId claimed, IpAddress from, Instant time) {
        return event(time, denial(reason, claimed), null, from);
    }

    private static Decision denial(DenialReason reason, @Nullable KeyId claimed) {
        return new Decision.Denied(reason, INSTANCE, claimed, claimed != null, List.of(), 0, null);
    }

    private static AuthEvent event(Instant time, Decision decision, @Nullable ApiKeyPrincipal caller, IpAddress from) {
        return new AuthEvent(time, decision, caller, from, RequestDetails.NONE, 1_000);
    }
}
