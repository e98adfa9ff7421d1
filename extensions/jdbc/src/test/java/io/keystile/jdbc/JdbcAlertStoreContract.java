package io.keystile.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.keystile.monitoring.alerts.AlertStore;
import io.keystile.testkit.AlertStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Runs the contract of alert stores on one database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JdbcAlertStoreContract extends AlertStoreContract {
    private final TestDatabase database;
    private HikariDataSource pool;

    JdbcAlertStoreContract(TestDatabase database) {
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
    protected AlertStore newStore(int perRule) {
        TestDatabase.execute(pool, "DELETE FROM keystile_alert");
        return JdbcAlertStore.over(pool, Sessions.DEFAULT_TIMEOUT, perRule);
    }
}
