package io.keystile.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class JsonFileApiKeyStoreContractTest extends ApiKeyStoreContractTest {
    private final List<JsonFileApiKeyStore> opened = new ArrayList<>();

    @TempDir
    Path folder;

    @Override
    ApiKeyStore newStore() {
        JsonFileApiKeyStore store = JsonFileApiKeyStore.open(folder.resolve("keys.json"));
        opened.add(store);
        return store;
    }

    @AfterEach
    void closeStores() {
        opened.forEach(JsonFileApiKeyStore::close);
    }
}
