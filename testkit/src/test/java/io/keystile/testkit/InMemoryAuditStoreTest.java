package io.keystile.testkit;

import io.keystile.store.ApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;

class InMemoryAuditStoreTest extends AuditStoreContract {
    @Override
    protected ApiKeyStore newStore() {
        return new InMemoryApiKeyStore();
    }
}
