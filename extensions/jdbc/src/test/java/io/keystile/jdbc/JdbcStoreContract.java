package io.keystile.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.keystile.store.ApiKeyStore;
import io.keystile.testkit.ApiKeyStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Runs the contract of stores on one database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JdbcStoreContract extends ApiKeyStoreContract {
    private final TestDatabase database;
    private HikariDataSource pool;

    JdbcStoreContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeAll
    void createDatabase() {
        pool = database.newPool();
    }

    @AfterAll
    void closePool() {
        pool.close();
    }

    @Override
    protected ApiKeyStore newStore() {
        TestDatabase.execute(
                pool, "DELETE FROM keystile_key", "DELETE FROM keystile_workspace", "DELETE FROM keystile_facts");
        return JdbcApiKeyStore.over(pool);
    }
}
