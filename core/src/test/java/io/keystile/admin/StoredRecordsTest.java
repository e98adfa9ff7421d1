package io.keystile.admin;

import static io.keystile.admin.Administration.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyId;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.KeyStatus;
import io.keystile.model.Plans;
import io.keystile.store.JsonFileApiKeyStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Revoking keys whose records were changed by hand in the file of a store. */
class StoredRecordsTest {
    private static final KeyId ID = new KeyId("k1");

    @TempDir
    private Path folder;

    private Path file(String version, String name) throws IOException {
        return Files.writeString(
                folder.resolve("keys.json"), """
                {"format": 1, "workspaces": [
                {"id":"acme","version":%1$s,"plan":"free","suspended":false,"ceiling":["*"]}
                ], "keys": [
                {"id":"k1","version":%1$s,"workspace":"acme","environment":"live","status":"ACTIVE",
                 "createdAt":"2030-01-01T00:00:00Z","createdBy":"%2$s","name":"%2$s","permissions":[],
                 "metadata":{"%2$s":"%2$s"},"owner":"%2$s","hash":"%3$s"}
                ]}
                """.formatted(version, name, "$sha256$" + "A".repeat(43)));
    }

    private static ApiKeys keys(JsonFileApiKeyStore store) {
        return new ApiKeys(store, ApiKeyFormat.ofBrand("pk"), SecretHasher.sha256(), Plans.standard());
    }

    @Test
    void changeOfARecordWithTheHighestVersionSaysWhatToMend() throws IOException {
        Path file = file("9223372036854775807", "ci");
        try (JsonFileApiKeyStore store = JsonFileApiKeyStore.open(file)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> keys(store).revoke(ADMIN, ID, "leaked"))
                    .withMessage("Key k1 has the highest version there is, 9223372036854775807, so it cannot be"
                            + " changed. Set its version to 1 in the store, and try again");
            assertThatIllegalStateException()
                    .isThrownBy(() -> keys(store).suspendWorkspace(ADMIN, "acme"))
                    .withMessageStartingWith("Workspace acme has the highest version there is");
            assertThat(keys(store).delete(ADMIN, ID)).isPresent();
        }

        file("1", "ci");
        try (JsonFileApiKeyStore store = JsonFileApiKeyStore.open(file)) {
            assertThat(keys(store).revoke(ADMIN, ID, "leaked")).isPresent();
        }
    }

    @Test
    void keyIsRevokedWhoseTextsWouldBeRefusedToday() throws IOException {
        String hidden = "live \u202Etset \u2028 \u200B";
        try (JsonFileApiKeyStore store = JsonFileApiKeyStore.open(file("1", hidden))) {
            ApiKeyRecord revoked =
                    keys(store).revoke(ADMIN, ID, "leaked").orElseThrow().key();

            assertThat(revoked.status()).isEqualTo(KeyStatus.REVOKED);
            assertThat(revoked.settings().name()).isEqualTo(hidden);
        }
    }
}
