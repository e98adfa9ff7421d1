package io.keystile.jdbc;

import static io.keystile.jdbc.Samples.ACME;
import static io.keystile.jdbc.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.keystile.key.KeyId;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.KeyQuery;
import io.keystile.store.StoreException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Failures of the database: unreachable, silent, locked or out of connections. Each call fails within a bound, and the
 * store works again once the database does.
 */
@Timeout(30)
class FaultsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final KeyId K1 = new KeyId("k1");

    private static HikariDataSource poolThrough(TcpProxy proxy, TestDatabase database, String url) {
        int port = database == TestDatabase.POSTGRESQL ? PostgresServer.port() : MariaDbServer.port();
        HikariConfig config = TestDatabase.config(url.replace(":" + port + "/", ":" + proxy.port() + "/"), 4);
        config.setConnectionTimeout(1_000);
        config.setValidationTimeout(500);
        if (database == TestDatabase.POSTGRESQL) {
            config.addDataSourceProperty("cancelSignalTimeout", "1");
        }
        return new HikariDataSource(config);
    }

    private static TcpProxy proxyTo(TestDatabase database) {
        return new TcpProxy(database == TestDatabase.POSTGRESQL ? PostgresServer.port() : MariaDbServer.port());
    }

    private static JdbcApiKeyStore storeWithKey(HikariDataSource pool) {
        JdbcSchema.create(pool);
        JdbcApiKeyStore store = JdbcApiKeyStore.over(pool, TIMEOUT);
        store.insert(ACME);
        store.insert(key("k1"));
        return store;
    }

    private static void assertFailsSoon(ThrowingCallable call) {
        long start = System.nanoTime();
        assertThatThrownBy(call).isInstanceOf(StoreException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void unreachableDatabaseFailsCallsAndIsUsedAgainLater(TestDatabase database) throws Exception {
        String url = database.newUrl();
        try (TcpProxy proxy = proxyTo(database);
                HikariDataSource pool = poolThrough(proxy, database, url)) {
            ApiKeyStore store = storeWithKey(pool);
            proxy.disconnect();
            assertFailsSoon(() -> store.find(K1));
            assertFailsSoon(() -> store.replace(key("k1").revoked("x")));
            assertFailsSoon(() -> store.list(KeyQuery.ofAll()));
            proxy.restore();
            assertThat(store.find(K1).orElseThrow().key()).isEqualTo(key("k1"));
            assertThat(store.replace(key("k1").revoked("x"))).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void silentDatabaseFailsCallsWithinTheTimeouts(TestDatabase database) throws Exception {
        String url = database.newUrl();
        try (TcpProxy proxy = proxyTo(database);
                HikariDataSource pool = poolThrough(proxy, database, url)) {
            ApiKeyStore store = storeWithKey(pool);
            proxy.stall();
            try {
                assertFailsSoon(() -> store.find(K1));
                assertFailsSoon(() -> store.replace(key("k1").revoked("x")));
            } finally {
                proxy.restore();
            }
            assertThat(store.find(K1).orElseThrow().key()).isEqualTo(key("k1"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void lockedTableFailsCallsAfterTheTimeout(TestDatabase database) throws Exception {
        try (HikariDataSource pool = database.newPool()) {
            ApiKeyStore store = storeWithKey(pool);
            try (Connection other = pool.getConnection();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute(
                        database == TestDatabase.POSTGRESQL
                                ? "LOCK TABLE keystile_key IN ACCESS EXCLUSIVE MODE"
                                : "LOCK TABLES keystile_key WRITE, keystile_workspace WRITE");
                assertFailsSoon(() -> store.find(K1));
                other.rollback();
                if (database == TestDatabase.MARIADB) {
                    statement.execute("UNLOCK TABLES");
                }
            }
            assertThat(store.find(K1)).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource
    void lockedRowFailsAWriteAfterTheTimeoutAndChangesNothing(TestDatabase database) throws Exception {
        try (HikariDataSource pool = database.newPool()) {
            ApiKeyStore store = storeWithKey(pool);
            try (Connection other = pool.getConnection();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute("UPDATE keystile_key SET name = 'y' WHERE id = 'k1'");
                assertFailsSoon(() -> store.replace(key("k1").revoked("x")));
                assertThat(store.find(K1).orElseThrow().key()).isEqualTo(key("k1"));
                other.rollback();
            }
            assertThat(store.replace(key("k1").revoked("x"))).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void exhaustedPoolFailsCallsWithinItsConnectionTimeout(TestDatabase database) throws Exception {
        HikariConfig config = TestDatabase.config(database.newUrl(), 1);
        config.setConnectionTimeout(250);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            ApiKeyStore store = storeWithKey(pool);
            try (Connection held = pool.getConnection()) {
                assertThat(held.isValid(1)).isTrue();
                assertFailsSoon(() -> store.find(K1));
                assertFailsSoon(() -> store.replace(key("k1").revoked("x")));
            }
            assertThat(store.find(K1)).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource
    void rejectedStatementIsReportedWithoutTheValuesOfTheRecord(TestDatabase database) {
        try (HikariDataSource pool = database.newPool()) {
            ApiKeyStore store = storeWithKey(pool);
            TestDatabase.execute(
                    pool,
                    "ALTER TABLE keystile_key ADD CONSTRAINT no_rename CHECK (created_by = 'Ada' AND version < 2)");
            assertThatThrownBy(() -> store.replace(key("k1").withDisabled(true)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("SQLState 23")
                    .satisfies(failure -> assertThat(StackTraces.textOf(failure))
                            .contains("executeUpdate")
                            .doesNotContain(Samples.DIGEST)
                            .doesNotContain("flows:read"));
            TestDatabase.execute(pool, "ALTER TABLE keystile_key ADD CONSTRAINT no_k2 CHECK (id <> 'k2')");
            assertThatThrownBy(() -> store.insert(key("k2")))
                    .isInstanceOf(StoreException.class)
                    .satisfies(
                            failure -> assertThat(StackTraces.textOf(failure)).doesNotContain(Samples.DIGEST));
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectionsReturnToThePoolInTheirPreviousState(TestDatabase database) throws Exception {
        for (boolean autoCommit : new boolean[] {true, false}) {
            HikariConfig config = TestDatabase.config(database.newUrl(), 1);
            config.setAutoCommit(autoCommit);
            try (HikariDataSource pool = new HikariDataSource(config)) {
                ApiKeyStore store = storeWithKey(pool);
                assertThatThrownBy(() -> store.insert(key("k1"))).isInstanceOf(IllegalStateException.class);
                assertThat(store.replace(key("k1"))).isFalse();
                assertThat(store.find(K1)).isPresent();
                try (Connection connection = pool.getConnection()) {
                    assertThat(connection.getAutoCommit()).isEqualTo(autoCommit);
                    assertThat(connection.getNetworkTimeout()).isZero();
                    assertThat(connection.isReadOnly()).isFalse();
                }
            }
        }
    }
}
