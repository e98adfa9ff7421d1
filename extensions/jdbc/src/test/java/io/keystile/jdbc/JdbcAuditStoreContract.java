package io.keystile.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.keystile.store.ApiKeyStore;
import io.keystile.testkit.AuditStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Runs the contract of audit stores on one database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JdbcAuditStoreContract extends AuditStoreContract {
    private final TestDatabase database;
    private HikariDataSource pool;

    JdbcAuditStoreContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeAll
    void createDatabase() {
        pool = database.newPoolForLongLocks();
    }

    @AfterAll
    void closePool() {
        pool.close();
    }

    @Override
    protected ApiKeyStore newStore() {
        TestDatabase.execute(
                pool,
                "DELETE FROM keystile_key",
                "DELETE FROM keystile_workspace",
                "DELETE FROM keystile_audit",
                "DELETE FROM keystile_audit_chain");
        return storeOn(pool);
    }

    ApiKeyStore storeOn(HikariDataSource empty) {
        return JdbcApiKeyStore.over(empty);
    }
}
