package io.keystile.testkit;

import io.keystile.store.ApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;

class InMemoryApiKeyStoreTest extends ApiKeyStoreContract {
    @Override
    protected ApiKeyStore newStore() {
        return new InMemoryApiKeyStore();
    }
}
