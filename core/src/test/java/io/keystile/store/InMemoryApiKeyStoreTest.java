package io.keystile.store;

class InMemoryApiKeyStoreTest extends ApiKeyStoreContractTest {
    @Override
    ApiKeyStore newStore() {
        return new InMemoryApiKeyStore();
    }
}
