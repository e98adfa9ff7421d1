package io.keystile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.keystile.monitoring.alerts.AlertSettings;
import io.keystile.monitoring.alerts.AlertSettingsStore;
import io.keystile.store.StoreException;
import io.keystile.testkit.AlertSettingsStoreContract;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Runs the contract of alert settings on one database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JdbcAlertSettingsStoreContract extends AlertSettingsStoreContract {
    private final TestDatabase database;
    private HikariDataSource pool;

    JdbcAlertSettingsStoreContract(TestDatabase database) {
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
    protected AlertSettingsStore newStore() {
        TestDatabase.execute(pool, "DELETE FROM keystile_alert_settings");
        return JdbcAlertSettingsStore.over(pool);
    }

    @Test
    void settingsThatWereDamagedByHandAreNamed() {
        AlertSettingsStore store = newStore();
        TestDatabase.execute(
                pool, "INSERT INTO keystile_alert_settings (workspace, version, settings) VALUES ('acme', 1, '{}')");

        assertThatThrownBy(() -> store.find(List.of("acme")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("workspace acme")
                .hasMessageContaining("keystile_alert_settings");
    }

    @Test
    void settingsThatWereDamagedByHandDoNotHideOthers() {
        AlertSettingsStore store = newStore();
        store.save(AlertSettings.none("fine"));
        TestDatabase.execute(
                pool, "INSERT INTO keystile_alert_settings (workspace, version, settings) VALUES ('acme', 1, '{}')");

        assertThat(store.find(List.of("acme", "fine"))).containsOnlyKeys("fine");
    }
}
