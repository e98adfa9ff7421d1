package io.keystile.admin;

import static io.keystile.admin.Administration.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.PermissionSet;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.KeyQuery;
import io.keystile.store.RecordsDocument;
import io.keystile.store.StoreFacts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ImportTest {
    private final Administration from = new Administration();
    private final Administration to = new Administration();

    private RecordsDocument exported() {
        return RecordsDocument.parse(RecordsDocument.of(from.store).toJson());
    }

    @Test
    void allOfOneStoreComesIntoAnother() {
        from.keys.createWorkspace(ADMIN, WorkspaceRecord.of("new", "pro"));
        ApiKeyRecord key = from.issue("flows:read");
        ApiKeyRecord other =
                from.keys.issue(ADMIN, "new", "live", ApiKeySettings.named("n")).record();
        from.keys.rotate(ADMIN, other.id(), Overlap.NONE);

        ImportResult result = to.keys.importRecords(ADMIN, exported());

        assertThat(result).isEqualTo(new ImportResult(1, 3, 0));
        assertThat(to.keys.unrestricted().list(KeyQuery.ofAll()))
                .isEqualTo(from.keys.unrestricted().list(KeyQuery.ofAll()));
        assertThat(to.keys.unrestricted().findWorkspace("new"))
                .isEqualTo(from.keys.unrestricted().findWorkspace("new"));
        assertThat(to.heard()).hasSize(4).contains("Ada IMPORTED " + key.id(), "Ada IMPORTED new");
    }

    @Test
    void anImportCanBeRepeatedAndGoesOnWhereKeysAreThere() {
        from.issue("flows:read");
        to.keys.importRecords(ADMIN, exported());
        from.issue("flows:read");
        assertThat(to.keys.importRecords(ADMIN, exported())).isEqualTo(new ImportResult(0, 1, 1));
        assertThat(to.keys.importRecords(ADMIN, exported())).isEqualTo(new ImportResult(0, 0, 2));
    }

    @Test
    void aWorkspaceThatIsThereStaysAsItIs() {
        to.keys.suspendWorkspace(ADMIN, "acme");
        from.issue("flows:read");
        to.keys.importRecords(ADMIN, exported());
        assertThat(to.acme().suspended()).isTrue();
    }

    @Test
    void aKeyThatIsThereStaysAsItIsWhateverHasBeenDoneToIt() {
        ApiKeyRecord key = from.issue("flows:read");
        RecordsDocument document = exported();
        to.keys.importRecords(ADMIN, document);
        ApiKeyRecord revoked =
                to.keys.revoke(ADMIN, key.id(), "leaked").orElseThrow().key();
        assertThat(to.keys.importRecords(ADMIN, document)).isEqualTo(new ImportResult(0, 0, 1));
        assertThat(to.keys.unrestricted().find(key.id())).contains(revoked);
    }

    @Test
    void anotherKeyOfTheSameIdStopsAllOfIt() {
        from.issue("flows:read");
        ApiKeyRecord first = from.issue("flows:read");
        to.keys.importRecords(ADMIN, exported());
        Administration other = new Administration();
        other.issue("flows:read");
        other.time.advance(Duration.ofSeconds(1));
        ApiKeyRecord taken = other.issue("flows:read");
        other.issue("flows:read");
        assertThat(taken.id()).as("the same random numbers").isEqualTo(first.id());
        assertThatIllegalStateException()
                .isThrownBy(() -> to.keys.importRecords(ADMIN, RecordsDocument.of(other.store)))
                .withMessageContaining(taken.id().value());
        assertThat(to.keys.unrestricted().list(KeyQuery.ofAll())).hasSize(2);
    }

    @Test
    void aHashOfNoKnownSchemeAndAPlanThatIsNotThereAreRefused() {
        from.issue("flows:read");
        from.issue(ApiKeySettings.named("x").withPlan("pro"));
        String json = new String(RecordsDocument.of(from.store).toJson(), StandardCharsets.UTF_8);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> to.keys.importRecords(ADMIN, parsed(json.replace("$sha256$", "$md5$"))))
                .withMessageContaining("cannot be verified (scheme unknown)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> to.keys.importRecords(ADMIN, parsed(json.replace("$sha256$", "$hmac-sha256$v=3$"))))
                .withMessageContaining("cannot be verified (scheme hmac-sha256$v=3)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> to.keys.importRecords(ADMIN, parsed(json.replace("\"pro\"", "\"gold\""))))
                .withMessageContaining("gold");
        assertThat(to.keys.unrestricted().list(KeyQuery.ofAll())).isEmpty();
    }

    private static RecordsDocument parsed(String json) {
        return RecordsDocument.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static StoreFacts facts(String brand, String check) {
        return new StoreFacts(brand, new TreeMap<>(Map.of(1, check)));
    }

    @Test
    void keysOfAnotherBrandOrPepperAreRefused() {
        StoreFacts own = facts("pk", "0123456789abcdef");
        assertThat(to.store.replaceFacts(null, own)).isTrue();
        from.issue("flows:read");
        for (StoreFacts other : List.of(facts("acme", "0123456789abcdef"), facts("pk", "fedcba9876543210"))) {
            RecordsDocument document =
                    new RecordsDocument(exported().workspaces(), exported().keys(), other);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> to.keys.importRecords(ADMIN, RecordsDocument.parse(document.toJson())))
                    .withMessageContaining("another application than the store's")
                    .withMessageContaining("nothing was imported");
        }
        assertThat(to.keys.unrestricted().list(KeyQuery.ofAll())).isEmpty();
        RecordsDocument same =
                new RecordsDocument(exported().workspaces(), exported().keys(), own);
        assertThat(to.keys.importRecords(ADMIN, same).keys()).isEqualTo(1);
    }

    @Test
    void storeLearnsItsApplicationFromAnImport() {
        StoreFacts own = facts("pk", "0123456789abcdef");
        assertThat(from.store.replaceFacts(null, own)).isTrue();
        to.keys.importRecords(ADMIN, exported());
        assertThat(to.store.facts()).contains(own);
    }

    @Test
    void aRevokedKeyComesAlongWithoutItsPepper() {
        ApiKeyRecord key = from.issue("flows:read");
        from.keys.revoke(ADMIN, key.id(), "old");
        String json = new String(RecordsDocument.of(from.store).toJson(), StandardCharsets.UTF_8);
        RecordsDocument document = parsed(json.replace("$sha256$", "$hmac-sha256$v=3$"));
        assertThat(to.keys.importRecords(ADMIN, document)).isEqualTo(new ImportResult(0, 1, 0));
    }

    @Test
    void whoMayNotImportLearnsNothingOfWhatIsThere() {
        from.issue("flows:read");
        RecordsDocument document = new RecordsDocument(List.of(), exported().keys());
        Actor member = Actor.member("Bob", "acme", PermissionSet.of("*"));
        Administration other = new Administration();
        other.time.advance(Duration.ofSeconds(1));
        other.issue("flows:read");
        assertThatExceptionOfType(NotPermittedException.class)
                .isThrownBy(() -> other.keys.importRecords(member, document));
    }

    @Test
    void aVersionThatCouldNotBeCountedUpIsRefused() {
        from.issue("flows:read");
        String json = new String(RecordsDocument.of(from.store).toJson(), StandardCharsets.UTF_8);
        String key = json.replaceFirst("(?s)(\"keys\".*\"version\":)1", "$19223372036854775807");
        String workspace = json.replaceFirst("\"version\":1", "\"version\":9223372036854775807");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> to.keys.importRecords(ADMIN, parsed(key)))
                .withMessageContaining("but the highest is 1000000000000");
        Administration empty = new Administration();
        RecordsDocument other = parsed(workspace.replace("\"acme\"", "\"other\""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> empty.keys.importRecords(ADMIN, other))
                .withMessageContaining("but the highest is 1000000000000");
    }

    @Test
    void aDocumentThatIsNotUnderstoodIsRefusedWithItsPlace() {
        assertThatIllegalArgumentException().isThrownBy(() -> parsed("{}")).withMessageContaining("line 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RecordsDocument(List.of(), List.of(from.issue("flows:read"))).toJson())
                .withMessageContaining("workspace");
    }
}
