package io.keystile.jdbc;

import static io.keystile.jdbc.Samples.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.keystile.key.KeyId;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Behavior of other databases and drivers, simulated by H2 with replaced JDBC methods. */
class DriverBehaviorTest {
    private final HikariDataSource pool = TestDatabase.H2.newPool();

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void unsupportedDatabaseIsRejectedWithTheNamesOfTheSupportedOnes() {
        DataSource oracle = Fakes.with(DataSource.class, pool, Map.of("getConnection", () -> {
            Connection real = pool.getConnection();
            DatabaseMetaData named = Fakes.with(
                    DatabaseMetaData.class, real.getMetaData(), Map.of("getDatabaseProductName", () -> "Oracle"));
            return Fakes.with(Connection.class, real, Map.of("getMetaData", () -> named));
        }));
        assertThatThrownBy(() -> JdbcApiKeyStore.over(oracle))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("Oracle", "PostgreSQL", "MySQL", "MariaDB", "H2");
    }

    @Test
    void commitWithALostResponseFailsAndNotifiesListeners() {
        DataSource losingResponses = Fakes.with(DataSource.class, pool, Map.of("getConnection", () -> {
            Connection real = pool.getConnection();
            return Fakes.with(Connection.class, real, Map.of("commit", () -> {
                real.commit();
                throw new SQLException("connection reset", "08006");
            }));
        }));
        JdbcApiKeyStore store = JdbcApiKeyStore.over(losingResponses);
        List<StoreChange> notified = new ArrayList<>();
        store.onChange(notified::add);
        assertThatThrownBy(() -> store.insert(ACME))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("08006");
        assertThat(notified).containsExactly(new StoreChange.OfWorkspace("acme"));
        assertThat(store.findWorkspace("acme")).contains(ACME);
    }

    @Test
    void connectionThatCannotRollBackIsAbortedAndTheFirstFailureIsReported() {
        List<String> aborted = new ArrayList<>();
        DataSource failing = Fakes.with(DataSource.class, pool, Map.of("getConnection", () -> {
            Connection real = pool.getConnection();
            return Fakes.with(
                    Connection.class,
                    real,
                    Map.of(
                            "commit",
                            () -> {
                                throw new SQLException("first", "40001");
                            },
                            "rollback",
                            () -> {
                                throw new SQLException("second", "08006");
                            },
                            "abort",
                            () -> {
                                real.rollback();
                                real.setAutoCommit(true);
                                return aborted.add("aborted");
                            }));
        }));
        assertThatThrownBy(() -> JdbcApiKeyStore.over(failing).insert(ACME))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("40001");
        assertThat(aborted).hasSize(5);
        assertThat(JdbcApiKeyStore.over(pool).findWorkspace("acme")).isEmpty();
    }

    /** The driver cannot be told to keep no statements, so the message says what to do. */
    @Test
    void lostStatementIsReportedWithThePoolerThatMayCauseIt() {
        DataSource losingStatements = Fakes.with(DataSource.class, pool, Map.of("getConnection", () -> {
            Connection real = pool.getConnection();
            return Fakes.with(Connection.class, real, Map.of("prepareStatement", () -> {
                throw new SQLException("prepared statement \"S_1\" already exists", "42P05");
            }));
        }));
        JdbcApiKeyStore store = JdbcApiKeyStore.over(losingStatements);
        assertThatThrownBy(store::workspaces)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("42P05")
                .hasMessageContaining("PgBouncer")
                .hasMessageContaining("prepareThreshold=0")
                .hasMessageNotContaining("tables");
    }

    /** Returns a pool whose connections fail to prepare a statement at the given calls. */
    private DataSource rejecting(IntPredicate calls, AtomicInteger prepared) {
        return Fakes.with(DataSource.class, pool, Map.of("getConnection", () -> {
            Connection real = pool.getConnection();
            return Fakes.with(Connection.class, real, Map.of("prepareStatement", () -> {
                if (calls.test(prepared.incrementAndGet())) {
                    throw new SQLException("bind message supplies 1 parameters", "08P01");
                }
                return real.prepareStatement(Sql.WORKSPACES);
            }));
        }));
    }

    @Test
    void eachCallSurvivesOneRejectedStatement() {
        JdbcApiKeyStore store = JdbcApiKeyStore.over(rejecting(call -> call % 2 == 1, new AtomicInteger()));
        assertThat(store.workspaces()).isEmpty();
        assertThat(store.workspaces()).isEmpty();
    }

    @Test
    void statementThatIsRejectedAgainIsReported() {
        AtomicInteger prepared = new AtomicInteger();
        JdbcApiKeyStore store = JdbcApiKeyStore.over(rejecting(call -> true, prepared));
        for (int calls = 1; calls <= 2; calls++) {
            assertThatThrownBy(store::workspaces)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("server or a pooler rejected the statement (SQLState 08P01). If PgBouncer")
                    .hasMessageContaining("prepareThreshold=0")
                    .hasMessageNotContaining("did not have");
            assertThat(prepared).hasValue(2 * calls);
        }
    }

    /** The first try may have been committed, so a second one would meet its own records. */
    @Test
    void commitThatIsRejectedIsNotTriedAgain() {
        AtomicInteger commits = new AtomicInteger();
        DataSource rejecting = Fakes.with(DataSource.class, pool, Map.of("getConnection", () -> {
            Connection real = pool.getConnection();
            return Fakes.with(Connection.class, real, Map.of("commit", () -> {
                real.commit();
                commits.incrementAndGet();
                throw new SQLException("query_wait_timeout", "08P01");
            }));
        }));
        assertThatThrownBy(() -> JdbcApiKeyStore.over(rejecting).insert(ACME)).isInstanceOf(StoreException.class);
        assertThat(commits).hasValue(1);
        assertThat(JdbcApiKeyStore.over(pool).workspaces()).containsExactly(ACME);
    }

    /** With a collation that ignores case, for example. */
    @Test
    void rowOfAnotherKeyIsNoResult() throws Exception {
        JdbcApiKeyStore real = JdbcApiKeyStore.over(pool);
        real.insert(ACME);
        real.insert(Samples.key("k1"));
        DataSource ignoringCase = Fakes.with(DataSource.class, pool, Map.of("getConnection", () -> {
            Connection connection = pool.getConnection();
            return Fakes.with(
                    Connection.class,
                    connection,
                    Map.of("prepareStatement", () -> connection.prepareStatement(Sql.FIND.replace("?", "LOWER(?)"))));
        }));
        assertThatThrownBy(() -> JdbcApiKeyStore.over(ignoringCase).find(new KeyId("K1")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("returned another key than K1")
                .hasMessageContaining("PgBouncer");
    }

    /** Some data sources hand one connection to everybody. */
    @Test
    void connectionInATransactionOfSomebodyElseIsRefusedAndNotCommitted() throws Exception {
        try (Connection shared = pool.getConnection()) {
            DataSource one = Fakes.with(
                    DataSource.class,
                    pool,
                    Map.of("getConnection", () -> Fakes.with(Connection.class, shared, Map.of("close", () -> shared))));
            JdbcApiKeyStore store = JdbcApiKeyStore.over(one);
            shared.setAutoCommit(false);
            try (Statement statement = shared.createStatement()) {
                statement.execute("CREATE LOCAL TEMPORARY TABLE own (id INT)");
                statement.execute("INSERT INTO own VALUES (1)");
                assertThatThrownBy(() -> store.insert(ACME))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("must not commit")
                        .hasMessageContaining("Transactions");
                assertThatThrownBy(store::workspaces).isInstanceOf(StoreException.class);
                shared.rollback();
                try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM own")) {
                    rows.next();
                    assertThat(rows.getInt(1)).isZero();
                }
            }
            shared.setAutoCommit(true);
            assertThat(store.workspaces()).isEmpty();
        }
    }

    @Test
    void timeoutIsOneSecondToAnHour() {
        assertThatThrownBy(() -> JdbcApiKeyStore.over(pool, Duration.ofMillis(999)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JdbcApiKeyStore.over(pool, Duration.ofSeconds(3_601)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(JdbcApiKeyStore.over(pool, Duration.ofHours(1)).workspaces()).isEmpty();
    }
}
