package io.keystile.testkit;

import io.keystile.store.ApiKeyStore;
import io.keystile.store.AuditStore;
import io.keystile.store.InMemoryApiKeyStore;

/** An audit store beside a store of keys that keeps no entries itself. */
class AuditBesideStoreTest extends AuditStoreContract {
    @Override
    protected ApiKeyStore newStore() {
        AuditStore audit = new InMemoryApiKeyStore().audit().orElseThrow();
        return audit.beside(new InMemoryApiKeyStore());
    }
}
