package io.keystile.store;

import io.keystile.key.KeyId;
import io.keystile.key.SecretHash;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.Lineage;
import io.keystile.model.PermissionSet;
import io.keystile.model.WorkspaceRecord;
import io.keystile.net.IpAddress;
import io.keystile.ratelimit.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records to test with. */
public final class Samples {
    public static final Instant NOW = Instant.parse("2026-01-31T12:00:00.123456789Z");

    /** The SHA-256 of nothing. */
    public static final String DIGEST = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";

    public static final SecretHash HASH = SecretHash.parse("$sha256$" + DIGEST);

    private Samples() {}

    public static WorkspaceRecord workspace(String id) {
        return WorkspaceRecord.of(id, "standard");
    }

    public static ApiKeyRecord key(String id, String workspace) {
        return key(id, workspace, NOW);
    }

    public static ApiKeyRecord key(String id, String workspace, Instant createdAt) {
        return new ApiKeyRecord(
                new KeyId(id),
                1,
                workspace,
                "live",
                HASH,
                KeyStatus.ACTIVE,
                ApiKeySettings.named("ci"),
                createdAt,
                "tester",
                null,
                Lineage.NONE);
    }

    /** Returns the next version of a key, with another name. */
    public static ApiKeyRecord renamed(ApiKeyRecord key, String name) {
        return key.withSettings(ApiKeySettings.named(name));
    }

    /** Returns records in which each property has a value of its own somewhere. */
    public static Records everything() {
        Records records = new Records();
        insert(
                records,
                new WorkspaceRecord(
                        "acme.eu",
                        7,
                        "gold",
                        PermissionSet.of("flows:*", "users:read"),
                        List.of(RateLimit.perMinute(600), RateLimit.of("burst", 20, Duration.ofSeconds(1))),
                        true));
        insert(records, workspace("zeta"));
        insert(records, key("plain", "zeta"));
        ApiKeySettings settings = ApiKeySettings.named("Schlüssel \"42\" \\ 鍵 🔑")
                .withPlan("silver")
                .withLimits(RateLimit.of("per-day", 5000, Duration.ofDays(1)), RateLimit.perMinute(10))
                .withPermissions("flows:execute", "flows:read")
                .withAllowlist("192.0.2.0/24", "2001:db8::/32", "198.51.100.7")
                .withExpiry(Instant.parse("2027-06-30T23:59:59.999999999Z"))
                .withMetadata("team", "platform")
                .withServices("flows", "billing")
                .withMetadata("", "\u2028\"");
        insert(
                records,
                new ApiKeyRecord(
                        new KeyId("full"),
                        3,
                        "acme.eu",
                        "staging",
                        SecretHash.parse("$hmac-sha256$v=12$" + DIGEST),
                        KeyStatus.REVOKED,
                        settings,
                        NOW.minusSeconds(1),
                        "Ada",
                        "left the company",
                        new Lineage(
                                new KeyId("zeroth"),
                                new KeyId("first"),
                                new KeyId("third"),
                                NOW.plusSeconds(9),
                                true)));
        insert(
                records,
                new ApiKeyRecord(
                        new KeyId("off"),
                        2,
                        "zeta",
                        "dev",
                        SecretHash.parse("$argon3$from-the-future"),
                        KeyStatus.DISABLED,
                        ApiKeySettings.named("off"),
                        Instant.EPOCH,
                        "Bob",
                        null,
                        new Lineage(new KeyId("origin"), new KeyId("gone"), null, null, false)));
        IpAddress address = IpAddress.parse("2001:db8::7");
        records.touch(Map.of(new KeyId("full"), new LastUse(NOW, address), new KeyId("off"), new LastUse(NOW, null)));
        return records;
    }

    public static void insert(Records records, ApiKeyRecord key) {
        records.write(List.of(new StoreWrite.InsertKey(key)));
    }

    public static void insert(Records records, WorkspaceRecord workspace) {
        records.write(List.of(new StoreWrite.InsertWorkspace(workspace)));
    }
}
