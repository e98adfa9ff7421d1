package io.keystile.store;

import io.keystile.key.ApiKeyRecord;
import io.keystile.key.ApiKeySettings;
import io.keystile.key.KeyId;
import io.keystile.key.KeyStatus;
import io.keystile.key.PermissionSet;
import io.keystile.key.SecretHash;
import io.keystile.key.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Records to test with. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-01-31T12:00:00.123456789Z");

    /** The SHA-256 of nothing. */
    static final String DIGEST = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";

    static final SecretHash HASH = SecretHash.parse("$sha256$" + DIGEST);

    private Samples() {}

    static WorkspaceRecord workspace(String id) {
        return WorkspaceRecord.of(id, "standard");
    }

    static ApiKeyRecord key(String id, String workspace) {
        return key(id, workspace, NOW);
    }

    static ApiKeyRecord key(String id, String workspace, Instant createdAt) {
        return new ApiKeyRecord(
                new KeyId(id),
                1,
                workspace,
                "live",
                HASH,
                KeyStatus.ACTIVE,
                ApiKeySettings.named("ci"),
                createdAt,
                null);
    }

    /** Returns the next version of a key, with another name. */
    static ApiKeyRecord renamed(ApiKeyRecord key, String name) {
        return new ApiKeyRecord(
                key.id(),
                key.version() + 1,
                key.workspace(),
                key.environment(),
                key.hash(),
                key.status(),
                ApiKeySettings.named(name),
                key.createdAt(),
                key.revocationReason());
    }

    /** Returns records in which each property has a value of its own somewhere. */
    static Records everything() {
        Records records = new Records();
        records.insert(new WorkspaceRecord(
                "acme.eu",
                7,
                "gold",
                PermissionSet.of("flows:*", "users:read"),
                List.of(RateLimit.perMinute(600), RateLimit.of("burst", 20, Duration.ofSeconds(1))),
                true));
        records.insert(workspace("zeta"));
        records.insert(key("plain", "zeta"));
        ApiKeySettings settings = ApiKeySettings.named("Schlüssel \"42\" \\ 鍵 🔑")
                .withPlan("silver")
                .withLimits(RateLimit.of("per-day", 5000, Duration.ofDays(1)), RateLimit.perMinute(10))
                .withPermissions("flows:execute", "flows:read")
                .withAllowlist("192.0.2.0/24", "2001:db8::/32", "198.51.100.7")
                .withExpiry(Instant.parse("2027-06-30T23:59:59.999999999Z"))
                .withMetadata("team", "platform")
                .withMetadata("", "\n\u0000\u2028");
        records.insert(new ApiKeyRecord(
                new KeyId("full"),
                3,
                "acme.eu",
                "staging",
                SecretHash.parse("$hmac-sha256$v=12$" + DIGEST),
                KeyStatus.REVOKED,
                settings,
                NOW.minusSeconds(1),
                "left the company"));
        records.insert(new ApiKeyRecord(
                new KeyId("off"),
                2,
                "zeta",
                "dev",
                SecretHash.parse("$argon3$from-the-future"),
                KeyStatus.DISABLED,
                ApiKeySettings.named("off"),
                Instant.EPOCH,
                null));
        return records;
    }
}
