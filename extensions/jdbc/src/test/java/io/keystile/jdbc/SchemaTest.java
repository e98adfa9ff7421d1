package io.keystile.jdbc;

import static io.keystile.jdbc.Samples.ACME;
import static io.keystile.jdbc.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.KeyStatus;
import io.keystile.monitoring.alerts.AlertQuery;
import io.keystile.monitoring.usage.UsageIncrement;
import io.keystile.monitoring.usage.UsageOutcome;
import io.keystile.store.StoreException;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import liquibase.Scope;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.ui.LoggerUIService;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Creation of the tables, and changes to them by hand. */
class SchemaTest {
    private static HikariDataSource emptyPool(TestDatabase database) {
        return new HikariDataSource(TestDatabase.config(database.newUrl(), 4));
    }

    private static String folder(TestDatabase database) {
        String name = database == TestDatabase.MARIADB ? "mysql" : database.name();
        return "io/keystile/jdbc/" + name.toLowerCase(Locale.ROOT);
    }

    private static void assertUsable(HikariDataSource pool) {
        JdbcApiKeyStore store = JdbcApiKeyStore.over(pool);
        store.insert(ACME);
        store.insert(key("k1"));
        assertThat(store.find(key("k1").id()).orElseThrow().key()).isEqualTo(key("k1"));
        assertThat(store.facts()).isEmpty();
        assertThat(JdbcSchema.exists(pool)).isTrue();
        assertThat(store.audit().orElseThrow().verify(List.of()).isIntact()).isTrue();
        assertThat(JdbcUsageStore.over(pool).ofWorkspace("acme", Instant.EPOCH, Instant.MAX))
                .isEmpty();
        assertThat(JdbcAlertStore.over(pool).list(AlertQuery.ofAll())).isEmpty();
        assertThat(JdbcAlertSettingsStore.over(pool).find(List.of("acme"))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void repeatedCreationKeepsTheTables(TestDatabase database) {
        try (HikariDataSource pool = emptyPool(database)) {
            assertThat(JdbcSchema.exists(pool)).isFalse();
            JdbcSchema.create(pool);
            assertThat(JdbcSchema.exists(pool)).isTrue();
            JdbcApiKeyStore.over(pool).insert(ACME);
            JdbcSchema.create(pool);
            assertThat(JdbcApiKeyStore.over(pool).workspaces()).containsExactly(ACME);
        }
    }

    @ParameterizedTest
    @EnumSource
    void flywayCreatesTheTables(TestDatabase database) {
        try (HikariDataSource pool = emptyPool(database)) {
            Flyway.configure()
                    .dataSource(pool)
                    .locations("classpath:" + folder(database))
                    .table("keystile_schema_history")
                    .load()
                    .migrate();
            assertUsable(pool);
        }
    }

    @ParameterizedTest
    @EnumSource
    void liquibaseCreatesTheTables(TestDatabase database) throws Exception {
        try (HikariDataSource pool = emptyPool(database)) {
            try (Connection connection = pool.getConnection();
                    Database target = DatabaseFactory.getInstance()
                            .findCorrectDatabaseImplementation(new JdbcConnection(connection))) {
                for (String file : List.of(
                        "/V1__keystile.sql",
                        "/V2__usage.sql",
                        "/V3__owner_and_tags.sql",
                        "/V4__services.sql",
                        "/V5__origin.sql",
                        "/V6__facts.sql",
                        "/V7__changes.sql",
                        "/V8__audit.sql",
                        "/V9__alerts.sql",
                        "/V10__alert_settings.sql")) {
                    Scope.child(
                            Scope.Attr.ui,
                            new LoggerUIService(),
                            () -> new CommandScope(UpdateCommandStep.COMMAND_NAME)
                                    .addArgumentValue(DbUrlConnectionArgumentsCommandStep.DATABASE_ARG, target)
                                    .addArgumentValue(UpdateCommandStep.CHANGELOG_FILE_ARG, folder(database) + file)
                                    .execute());
                }
            }
            assertUsable(pool);
        }
    }

    @ParameterizedTest
    @EnumSource
    void missingTablesAreReported(TestDatabase database) {
        try (HikariDataSource pool = emptyPool(database)) {
            JdbcApiKeyStore store = JdbcApiKeyStore.over(pool);
            assertThatThrownBy(() -> store.find(key("k1").id()))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("find key k1")
                    .hasMessageContaining("check that the tables exist and match this version");
        }
    }

    @ParameterizedTest
    @EnumSource
    void revocationByHandIsNotOverwritten(TestDatabase database) {
        try (HikariDataSource pool = database.newPool()) {
            JdbcApiKeyStore store = JdbcApiKeyStore.over(pool);
            store.insert(ACME);
            store.insert(key("k1"));
            TestDatabase.execute(
                    pool,
                    "UPDATE keystile_key SET status = 'REVOKED', revocation_reason = 'x', version = version + 1"
                            + " WHERE id = 'k1'");
            ApiKeyRecord revoked = store.find(key("k1").id()).orElseThrow().key();
            assertThat(revoked).isEqualTo(key("k1").revoked("x"));
            assertThat(revoked.status()).isEqualTo(KeyStatus.REVOKED);
            assertThat(store.replace(key("k1").withDisabled(true))).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void keyRevokedByHandWithoutAReasonIsRevoked(TestDatabase database) {
        try (HikariDataSource pool = database.newPool()) {
            JdbcApiKeyStore store = JdbcApiKeyStore.over(pool);
            store.insert(ACME);
            store.insert(key("k1"));
            TestDatabase.execute(
                    pool, "UPDATE keystile_key SET status = 'REVOKED', version = version + 1 WHERE id = 'k1'");
            assertThat(store.find(key("k1").id()).orElseThrow().key())
                    .isEqualTo(key("k1").revoked(null));
        }
    }

    @ParameterizedTest
    @EnumSource
    void keysOfTheFirstTablesAreReadAfterTheUpgrade(TestDatabase database) throws Exception {
        try (HikariDataSource pool = emptyPool(database)) {
            JdbcSchema.create(pool);
            JdbcApiKeyStore store = JdbcApiKeyStore.over(pool);
            store.insert(ACME);
            store.insert(key("k1"));
            boolean mariaDb = database == TestDatabase.MARIADB;
            TestDatabase.execute(
                    pool,
                    "DROP INDEX keystile_key_by_owner" + (mariaDb ? " ON keystile_key" : ""),
                    "DROP INDEX keystile_usage_by_origin" + (mariaDb ? " ON keystile_usage" : ""),
                    "ALTER TABLE keystile_key DROP COLUMN owner",
                    "ALTER TABLE keystile_key DROP COLUMN tags",
                    "ALTER TABLE keystile_key DROP COLUMN services",
                    "ALTER TABLE keystile_key DROP COLUMN origin",
                    "ALTER TABLE keystile_usage DROP COLUMN origin",
                    "DROP TABLE keystile_facts",
                    "DROP TABLE keystile_audit",
                    "DROP TABLE keystile_audit_chain");
            forgetChanges(database, pool);
            assertThatThrownBy(() -> store.find(key("k1").id())).isInstanceOf(StoreException.class);
            assertThat(JdbcSchema.exists(pool)).isFalse();

            JdbcSchema.create(pool);

            assertThat(JdbcSchema.exists(pool)).isTrue();
            assertThat(store.find(key("k1").id()).orElseThrow().key()).isEqualTo(key("k1"));
            assertThat(store.facts()).isEmpty();
            JdbcUsageStore usage = JdbcUsageStore.over(pool);
            KeyId k2 = new KeyId("k2");
            usage.add(List.of(new UsageIncrement(k2, key("k1").id(), "acme", Instant.EPOCH, UsageOutcome.GRANTED, 2)));
            assertThat(usage.ofLineage(key("k1").id(), Instant.EPOCH, Instant.MAX))
                    .hasSize(1);
        }
    }

    private static void forgetChanges(TestDatabase database, HikariDataSource pool) {
        if (database == TestDatabase.POSTGRESQL) {
            TestDatabase.execute(pool, "DROP FUNCTION keystile_tell CASCADE");
        } else {
            TestDatabase.execute(pool, "DROP TABLE keystile_change", "DROP TABLE keystile_change_count");
        }
    }

    @ParameterizedTest
    @EnumSource
    void tablesThatTellNoChangesAreUpgraded(TestDatabase database) {
        try (HikariDataSource pool = emptyPool(database)) {
            JdbcSchema.create(pool);
            forgetChanges(database, pool);
            assertThat(JdbcSchema.exists(pool)).isFalse();

            JdbcSchema.create(pool);

            assertUsable(pool);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyTableAndEachColumnOfAnUpgradeIsLookedFor(TestDatabase database) {
        for (String missing : List.of(
                "ALTER TABLE keystile_key DROP COLUMN tags",
                "ALTER TABLE keystile_key DROP COLUMN services",
                "ALTER TABLE keystile_key DROP COLUMN origin",
                "DROP TABLE keystile_usage",
                "DROP TABLE keystile_facts",
                "DROP TABLE keystile_audit",
                "DROP TABLE keystile_audit_chain",
                "DROP TABLE keystile_alert",
                "DROP TABLE keystile_alert_settings",
                "ALTER TABLE keystile_alert DROP COLUMN parts")) {
            try (HikariDataSource pool = database.newPool()) {
                assertThat(JdbcSchema.exists(pool)).isTrue();
                TestDatabase.execute(pool, missing);
                assertThat(JdbcSchema.exists(pool)).as(missing).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void usageWithoutOriginsIsLookedFor(TestDatabase database) {
        try (HikariDataSource pool = database.newPool()) {
            TestDatabase.execute(
                    pool,
                    "DROP INDEX keystile_usage_by_origin"
                            + (database == TestDatabase.MARIADB ? " ON keystile_usage" : ""),
                    "ALTER TABLE keystile_usage DROP COLUMN origin");
            assertThat(JdbcSchema.exists(pool)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void upgradeThatWasInterruptedIsCompleted(TestDatabase database) throws Exception {
        try (HikariDataSource pool = emptyPool(database)) {
            JdbcSchema.create(pool);
            TestDatabase.execute(pool, "ALTER TABLE keystile_key DROP COLUMN tags");

            JdbcSchema.create(pool);
            JdbcSchema.create(pool);

            assertUsable(pool);
        }
    }

    @ParameterizedTest
    @EnumSource
    void alertsThatWereInterruptedBeforeTheirLastColumnAreCompleted(TestDatabase database) {
        try (HikariDataSource pool = emptyPool(database)) {
            JdbcSchema.create(pool);
            TestDatabase.execute(pool, "ALTER TABLE keystile_alert DROP COLUMN parts");
            JdbcSchema.create(pool);
            assertThat(JdbcSchema.exists(pool)).isTrue();
            TestDatabase.execute(pool, "DROP TABLE keystile_alert");
            JdbcSchema.create(pool);

            assertUsable(pool);
        }
    }

    @ParameterizedTest
    @EnumSource
    void keysWithoutTheColumnOfServicesAreForAllServicesAfterTheUpgrade(TestDatabase database) throws Exception {
        try (HikariDataSource pool = emptyPool(database)) {
            JdbcSchema.create(pool);
            JdbcApiKeyStore store = JdbcApiKeyStore.over(pool);
            store.insert(ACME);
            store.insert(key("k1"));
            TestDatabase.execute(pool, "ALTER TABLE keystile_key DROP COLUMN services");
            assertThat(JdbcSchema.exists(pool)).isFalse();

            JdbcSchema.create(pool);

            assertThat(JdbcSchema.exists(pool)).isTrue();
            assertThat(store.find(key("k1").id()).orElseThrow().key()).isEqualTo(key("k1"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void invalidChangesByHandAreRejected(TestDatabase database) {
        try (HikariDataSource pool = database.newPool()) {
            JdbcApiKeyStore store = JdbcApiKeyStore.over(pool);
            store.insert(ACME);
            store.insert(key("k1"));
            for (String change : new String[] {
                "status = 'revoked', revocation_reason = 'x'",
                "revocation_reason = 'x'",
                "version = 0",
                "workspace = 'nobody'",
                "successor = 'k2'",
                "permissions = NULL"
            }) {
                assertThatThrownBy(() -> TestDatabase.execute(pool, "UPDATE keystile_key SET " + change))
                        .as(change)
                        .isInstanceOf(IllegalStateException.class);
            }
            assertThatThrownBy(() -> TestDatabase.execute(pool, "DELETE FROM keystile_workspace"))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(store.find(key("k1").id()).orElseThrow().key()).isEqualTo(key("k1"));
        }
    }
}
