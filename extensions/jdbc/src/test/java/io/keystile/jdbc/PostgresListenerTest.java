package io.keystile.jdbc;

import static io.keystile.jdbc.JdbcChangeFeedTest.changed;
import static io.keystile.jdbc.JdbcChangeFeedTest.receive;
import static io.keystile.jdbc.Samples.ACME;
import static io.keystile.jdbc.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreException;
import io.keystile.store.StoreWrite;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only PostgreSQL's feed does. */
@Timeout(120)
class PostgresListenerTest {
    private static final StoreChange ANYTHING = new StoreChange.OfAnything();

    private final HikariDataSource pool = TestDatabase.POSTGRESQL.newPool();
    private final JdbcChangeFeed feed = JdbcChangeFeed.over(pool);

    @BeforeEach
    void insertKeysAndConnect() {
        JdbcApiKeyStore.over(pool)
                .write(List.of(
                        new StoreWrite.InsertWorkspace(ACME),
                        new StoreWrite.InsertKey(key("k1")),
                        new StoreWrite.InsertKey(key("k2"))));
        assertThat(receive(feed)).containsExactly(ANYTHING);
    }

    @AfterEach
    void close() {
        feed.close();
        pool.close();
    }

    private void execute(String... statements) {
        TestDatabase.execute(pool, statements);
    }

    private static void terminateListeners(HikariDataSource pool) {
        TestDatabase.execute(
                pool,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND pid <> pg_backend_pid()");
    }

    @Test
    void changesByHandAreHeardEvenWithTheSameVersion() {
        execute("UPDATE keystile_key SET status = 'REVOKED' WHERE id = 'k1'");
        assertThat(receive(feed)).containsExactly(changed("k1"));
        execute("UPDATE keystile_key SET name = 'another'");
        assertThat(receive(feed)).containsExactlyInAnyOrder(changed("k1"), changed("k2"));
        execute("UPDATE keystile_workspace SET suspended = TRUE");
        assertThat(receive(feed)).containsExactly(new StoreChange.OfWorkspace("acme"));
        execute("UPDATE keystile_key SET id = 'k3' WHERE id = 'k2'");
        assertThat(receive(feed)).containsExactly(changed("k2"), changed("k3"));
        execute("DELETE FROM keystile_key WHERE id = 'k3'");
        assertThat(receive(feed)).containsExactly(changed("k3"));
        execute("TRUNCATE keystile_key");
        assertThat(receive(feed)).containsExactly(ANYTHING);
    }

    @Test
    void aColumnOfALaterVersionIsCompared() {
        execute("ALTER TABLE keystile_key ADD COLUMN later TEXT");
        execute("UPDATE keystile_key SET later = 'x' WHERE id = 'k1'");
        assertThat(receive(feed)).containsExactly(changed("k1"));
    }

    @Test
    void anUpdateThatChangesNothingOrOnlyTheLastUseIsNotHeard() {
        execute("UPDATE keystile_key SET name = name, last_used_at = now(), last_used_from = '192.0.2.1'");
        assertThat(receive(feed)).isEmpty();
    }

    @Test
    void tablesOfAnotherSchemaAreNotHeard() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA other; SET search_path TO other");
            try (HikariDataSource other =
                    new HikariDataSource(TestDatabase.config(pool.getJdbcUrl() + "&currentSchema=other", 2))) {
                JdbcSchema.create(other);
                try (JdbcChangeFeed otherFeed = JdbcChangeFeed.over(other)) {
                    assertThat(receive(otherFeed)).containsExactly(ANYTHING);
                    JdbcApiKeyStore.over(other).insert(ACME);
                    assertThat(receive(feed)).isEmpty();
                    assertThat(receive(otherFeed)).containsExactly(new StoreChange.OfWorkspace("acme"));
                }
            }
            statement.execute("RESET search_path");
        }
    }

    @Test
    void aForeignNotificationCausesReadingAgainAtWorst() {
        execute("NOTIFY keystile", "NOTIFY keystile, 'public/k:'", "NOTIFY keystile, 'public/x'", "NOTIFY other, 'x'");
        assertThat(receive(feed)).containsExactly(ANYTHING, ANYTHING);
    }

    @Test
    void afterABrokenConnectionAnythingMayHaveChanged() {
        terminateListeners(pool);
        JdbcApiKeyStore.over(pool).replace(key("k1").withDisabled(true));

        assertThatThrownBy(() -> receive(feed))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("receive changes");
        assertThat(receive(feed)).startsWith(ANYTHING);
        JdbcApiKeyStore.over(pool).replace(key("k2").withDisabled(true));
        assertThat(receive(feed)).containsExactly(changed("k2"));
    }

    /** The feed notices in the same way that PgBouncer in transaction mode does not pass notifications. */
    @Test
    void aListenerThatHearsNothingNamesTheCauseAndTheRemedy() {
        try (HikariDataSource deaf = new HikariDataSource(TestDatabase.config(TestDatabase.POSTGRESQL.newUrl(), 1));
                JdbcChangeFeed misled = JdbcChangeFeed.over(pool, deaf)) {
            assertThatThrownBy(() -> receive(misled))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("PgBouncer")
                    .hasMessageContaining("JdbcChangeFeed.over(pool, direct)");
        }
    }

    @Test
    void aConnectionThatIsGivenBackListensNoMore() throws SQLException {
        feed.close();
        try (Connection one = pool.getConnection();
                Connection other = pool.getConnection()) {
            for (Connection connection : List.of(one, other)) {
                try (Statement statement = connection.createStatement();
                        ResultSet channels = statement.executeQuery("SELECT pg_listening_channels()")) {
                    assertThat(channels.next()).isFalse();
                }
                assertThat(connection.getNetworkTimeout()).isZero();
            }
        }
    }

    @Test
    void aPoolWithoutAutoCommitHearsChanges() {
        HikariConfig config = TestDatabase.config(pool.getJdbcUrl(), 4);
        config.setAutoCommit(false);
        try (HikariDataSource manual = new HikariDataSource(config);
                JdbcChangeFeed other = JdbcChangeFeed.over(manual)) {
            assertThat(receive(other)).containsExactly(ANYTHING);
            JdbcApiKeyStore.over(pool).insert(key("k3"));
            assertThat(receive(other)).containsExactly(changed("k3"));
        }
    }
}
