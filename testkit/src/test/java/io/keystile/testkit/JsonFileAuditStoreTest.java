package io.keystile.testkit;

import io.keystile.store.ApiKeyStore;
import io.keystile.store.JsonFileApiKeyStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
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

    @AfterEach
    void closeStores() {
        opened.forEach(JsonFileApiKeyStore::close);
    }
}
