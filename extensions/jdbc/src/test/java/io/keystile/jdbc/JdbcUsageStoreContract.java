package io.keystile.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.keystile.monitoring.usage.UsageStore;
import io.keystile.testkit.UsageStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Runs the contract of usage stores on one database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JdbcUsageStoreContract extends UsageStoreContract {
    private final TestDatabase database;
    private HikariDataSource pool;

    JdbcUsageStoreContract(TestDatabase database) {
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
    protected UsageStore newStore() {
        TestDatabase.execute(pool, "DELETE FROM keystile_usage");
        return JdbcUsageStore.over(pool);
    }
}
