package io.keystile.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.model.AuditEntry;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.AuditChain;
import io.keystile.store.AuditStore;
import io.keystile.store.JsonFileApiKeyStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonFileAuditStoreTest extends AuditStoreContract {
    private final List<JsonFileApiKeyStore> opened = new ArrayList<>();

    @TempDir
    Path folder;

    @Override
    protected ApiKeyStore newStore() {
        JsonFileApiKeyStore store = JsonFileApiKeyStore.open(folder.resolve("keys-" + opened.size() + ".json"));
        opened.add(store);
        return store;
    }

    /** Each change writes the whole file. */
    @Test
    void fileKeepsAThousandEntriesOfAWorkspace() {
        AuditStore audit = newStore().audit().orElseThrow();
        AuditEntry entry = new AuditEntry(Instant.EPOCH, "Ada", "suspended", "acme", null, null, List.of());
        audit.append(Collections.nCopies(999, entry), 10_000);
        audit.append(List.of(entry, entry, entry), 10_000);

        assertThat(audit.findChain("acme").orElseThrow())
                .returns(3L, AuditChain::first)
                .returns(1_002L, AuditChain::last);
        assertThat(audit.verify(List.of()).faults()).isEmpty();
        audit.append(List.of(entry), 10);
        assertThat(audit.entriesFrom("acme", 1, 1_000)).hasSize(10);
    }

    @AfterEach
    void closeStores() {
        opened.forEach(JsonFileApiKeyStore::close);
    }
}
