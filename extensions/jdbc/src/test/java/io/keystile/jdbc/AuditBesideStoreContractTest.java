package io.keystile.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;

/** An audit in the database, beside a store of keys that keeps no entries itself. */
class AuditBesideStoreContractTest extends JdbcAuditStoreContract {
    AuditBesideStoreContractTest() {
        super(TestDatabase.H2);
    }

    @Override
    ApiKeyStore storeOn(HikariDataSource empty) {
        return JdbcAuditStore.over(empty).beside(new InMemoryApiKeyStore());
    }
}
