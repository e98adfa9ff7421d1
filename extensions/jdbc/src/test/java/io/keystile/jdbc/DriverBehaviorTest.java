package io.keystile.jdbc;

import static io.keystile.jdbc.Samples.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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

    /** Returns a proxy of {@code real} that calls a replacement for each method with a name in the map. */
    private static <T> T with(Class<T> type, T real, Map<String, Callable<Object>> replacements) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, values) -> {
                    Callable<Object> replacement = replacements.get(method.getName());
                    try {
                        return replacement == null ? method.invoke(real, values) : replacement.call();
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Test
    void unsupportedDatabaseIsRejectedWithTheNamesOfTheSupportedOnes() {
        DataSource oracle = with(DataSource.class, pool, Map.of("getConnection", () -> {
            Connection real = pool.getConnection();
            DatabaseMetaData named =
                    with(DatabaseMetaData.class, real.getMetaData(), Map.of("getDatabaseProductName", () -> "Oracle"));
            return with(Connection.class, real, Map.of("getMetaData", () -> named));
        }));
        assertThatThrownBy(() -> JdbcApiKeyStore.over(oracle))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("Oracle", "PostgreSQL", "MySQL", "MariaDB", "H2");
    }

    @Test
    void commitWithALostResponseFailsAndNotifiesListeners() {
        DataSource losingResponses = with(DataSource.class, pool, Map.of("getConnection", () -> {
            Connection real = pool.getConnection();
            return with(Connection.class, real, Map.of("commit", () -> {
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
        DataSource failing = with(DataSource.class, pool, Map.of("getConnection", () -> {
            Connection real = pool.getConnection();
            return with(
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

    @Test
    void timeoutIsOneSecondToAnHour() {
        assertThatThrownBy(() -> JdbcApiKeyStore.over(pool, Duration.ofMillis(999)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JdbcApiKeyStore.over(pool, Duration.ofSeconds(3_601)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(JdbcApiKeyStore.over(pool, Duration.ofHours(1)).workspaces()).isEmpty();
    }
}
