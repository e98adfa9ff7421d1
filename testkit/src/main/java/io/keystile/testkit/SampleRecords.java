package io.keystile.testkit;

import io.keystile.key.KeyId;
import io.keystile.key.SecretHash;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.Lineage;
import io.keystile.model.PermissionSet;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Sample records for the contracts of stores. */
final class SampleRecords {
    static final Instant NOW = Instant.parse("2026-01-31T12:00:00.123456Z");

    /** The SHA-256 of the empty input, in base64 without padding. */
    static final String DIGEST = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";

    static final WorkspaceRecord ACME = WorkspaceRecord.of("acme", "pro");
    static final WorkspaceRecord ZETA = WorkspaceRecord.of("zeta", "free");

    /** A workspace with every property set. */
    static final WorkspaceRecord FULL_WORKSPACE = new WorkspaceRecord(
            "Full.workspace_1-x",
            7,
            "gold-2",
            PermissionSet.of("flows:*", "users:read"),
            List.of(RateLimit.perMinute(600), RateLimit.of("burst", 20, Duration.ofSeconds(1))),
            true);

    private SampleRecords() {}

    static ApiKeyRecord key(String id) {
        return key(id, "acme", NOW, ApiKeySettings.named("ci"));
    }

    static ApiKeyRecord key(String id, String workspace, Instant createdAt, ApiKeySettings settings) {
        return new ApiKeyRecord(
                new KeyId(id),
                1,
                workspace,
                "live",
                SecretHash.parse("$sha256$" + DIGEST),
                KeyStatus.ACTIVE,
                settings,
                createdAt,
                "Ada",
                null,
                Lineage.NONE);
    }

    /** Returns a key with every property set, many of them to their smallest or largest value. */
    static ApiKeyRecord fullKey() {
        ApiKeySettings settings = ApiKeySettings.named("Schlüssel \"42\" \\ % _ ' ; -- 鍵 🔑")
                .withPlan("silver")
                .withLimits(RateLimit.of("per-day", 5000, Duration.ofDays(366)), RateLimit.perMinute(10))
                .withPermissions("flows:execute", "flows:*:read", "files:read")
                .withAllowlist("192.0.2.0/24", "2001:db8::/32", "198.51.100.7")
                .withExpiry(Instant.parse("9999-12-31T23:59:59.999999Z"))
                .withMetadata("team", "Plattform 🔑 \"'\\")
                .withMetadata("", "x".repeat(256))
                .withMetadata("empty", "")
                .withOwner("Grace Hopper 🔑")
                .withTags("0", "a_b", "t".repeat(40), "team:billing/eu-1.x")
                .withServices("a", "billing-2", "s".repeat(40));
        return new ApiKeyRecord(
                new KeyId("A_z-0123456789012345678901234567890123ab"),
                Long.MAX_VALUE - 1,
                FULL_WORKSPACE.id(),
                "staging",
                SecretHash.parse("$argon3$" + "x".repeat(500)),
                KeyStatus.REVOKED,
                settings,
                Instant.parse("0001-01-01T00:00:00.000001Z"),
                "Grace Hopper 🔑",
                "r".repeat(200),
                new Lineage(
                        new KeyId("zeroth"),
                        new KeyId("first"),
                        new KeyId("third"),
                        Instant.parse("2038-01-19T03:14:08.000001Z"),
                        true));
    }
}
