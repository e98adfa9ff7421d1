package io.keystile.jdbc;

import io.keystile.key.KeyId;
import io.keystile.key.SecretHash;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.Lineage;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.StoreWrite;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Sample records for the tests. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-01-31T12:00:00.123456Z");
    static final WorkspaceRecord ACME = WorkspaceRecord.of("acme", "free");

    /** The SHA-256 of no bytes, in base64. */
    static final String DIGEST = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";

    private Samples() {}

    static ApiKeyRecord key(String id) {
        return key(id, NOW, ApiKeySettings.named("ci").withPermissions("flows:read"));
    }

    static ApiKeyRecord key(String id, Instant createdAt, ApiKeySettings settings) {
        return new ApiKeyRecord(
                new KeyId(id),
                1,
                "acme",
                "live",
                SecretHash.parse("$sha256$" + DIGEST),
                KeyStatus.ACTIVE,
                settings,
                createdAt,
                "Ada",
                null,
                Lineage.NONE);
    }

    /** Returns insertions of {@code k0} to {@code k<count - 1>}, each created one second after the one before. */
    static List<StoreWrite> insertsOf(int count) {
        return IntStream.range(0, count)
                .<StoreWrite>mapToObj(i ->
                        new StoreWrite.InsertKey(key("k" + i, NOW.plusSeconds(i), ApiKeySettings.named("name " + i))))
                .toList();
    }
}
