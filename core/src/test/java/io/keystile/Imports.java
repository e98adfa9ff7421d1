package io.keystile;

import io.keystile.key.KeyId;
import io.keystile.key.SecretHash;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.Lineage;
import java.time.Instant;

/** Records of keys that were issued elsewhere. */
final class Imports {
    private Imports() {}

    /** Returns the record of a key of workspace {@code acme} for {@code live}, as an importer writes it. */
    static ApiKeyRecord of(KeyId id, SecretHash hash) {
        return new ApiKeyRecord(
                id,
                1,
                "acme",
                "live",
                hash,
                KeyStatus.ACTIVE,
                ApiKeySettings.named("imported").withPermissions("flows:*"),
                Instant.EPOCH,
                "importer",
                null,
                Lineage.NONE);
    }
}
