package io.keystile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.keystile.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said when there is no connection: cause and remedy, and never the URL. */
class ConnectionFailureTest {
    private static final String PASSWORD = "hunter2-of-the-test";

    /** URLs that hold a password where it does not belong, or lead nowhere. */
    static List<String> urls() {
        String login = "me:" + PASSWORD + "@localhost";
        return List.of(
                "jdbc:postgresql://" + login + ":" + PostgresServer.port() + "/postgres",
                "jdbc:postgresql://" + login + "/postgres",
                "jdbc:postgresql://localhost:1/postgres?user=me&password=" + PASSWORD,
                "jdbc:postgresql://localhost:" + PostgresServer.port() + "/absent?user=postgres&password=" + PASSWORD,
                "jdbc:mariadb://" + login + ":" + MariaDbServer.port() + "/x",
                "jdbc:mariadb://localhost:1/x?user=me&password=" + PASSWORD,
                "jdbc:mariadb://localhost:" + MariaDbServer.port() + "/x?user=me&password=" + PASSWORD,
                "jdbc:h2:tcp://" + login + ":1/x",
                "jdbc:h2:mem:x;USER=me;PASSWORD=" + PASSWORD + ";NO_SUCH_SETTING=1",
                "jdbc:nosuch://" + login + "/x");
    }

    /** A source without a pool, as the command line has one. */
    private static HikariDataSource direct(String url) {
        return new HikariDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
                return DriverManager.getConnection(url);
            }
        };
    }

    /** A pool that connects at its first use. */
    private static HikariDataSource lazyPool(String url) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setConnectionTimeout(250); // the least that the pool accepts
        return pool;
    }

    private static void assertTells(ThrowingCallable call, String part) {
        assertThatThrownBy(call)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(part)
                .hasCauseInstanceOf(SQLException.class)
                .satisfies(failure -> assertThat(StackTraces.textOf(failure)).doesNotContain(PASSWORD));
    }

    @ParameterizedTest
    @MethodSource("urls")
    void noFailureRepeatsTheUrl(String url) {
        for (HikariDataSource pool : List.of(direct(url), lazyPool(url))) {
            try (pool) {
                assertTells(() -> JdbcSchema.exists(pool), "No connection to the database is available");
                assertTells(() -> JdbcSchema.create(pool), "No connection to the database is available");
                assertTells(() -> JdbcApiKeyStore.over(pool), "No connection to the database is available");
            }
        }
    }

    @Test
    void failureSaysWhatToCheck() {
        String postgres = "jdbc:postgresql://localhost:" + PostgresServer.port();
        assertTells(() -> JdbcSchema.create(direct("jdbc:postgresql://localhost:1/x")), "ConnectException");
        assertTells(
                () -> JdbcSchema.create(direct("jdbc:postgresql://localhost:1/x")), "check that the database is up");
        assertTells(() -> JdbcSchema.create(direct("jdbc:mariadb://localhost:1/x")), "check that the database is up");
        assertTells(() -> JdbcSchema.create(direct("jdbc:h2:tcp://localhost:1/x")), "check that the database is up");
        assertTells(() -> JdbcSchema.create(direct(postgres + "/postgres?user=nobody")), "refuses the user");
        assertTells(() -> JdbcSchema.create(direct(postgres + "/absent?user=postgres")), "no database of this name");
        assertTells(() -> JdbcSchema.create(direct("jdbc:nosuch:x")), "no driver on the class path knows this URL");
    }

    @Test
    void databaseThatAnotherProcessHasOpenIsNamedAsSuch(@TempDir Path folder) throws Exception {
        String file = folder.resolve("keys").toString();
        // A prefix makes H2 take the file for another database, which locks it like another process.
        try (Connection holder = DriverManager.getConnection("jdbc:h2:retry:" + file)) {
            assertThat(holder.isValid(1)).isTrue();
            assertTells(
                    () -> JdbcSchema.exists(direct("jdbc:h2:" + file)), "another process has this H2 database open");
            assertTells(() -> JdbcApiKeyStore.over(direct("jdbc:h2:" + file)), "another process has this H2 database");
        }
    }

    @Test
    void exhaustedPoolIsNamedAsSuch() throws Exception {
        HikariConfig config = TestDatabase.config(TestDatabase.H2.newUrl(), 1);
        config.setConnectionTimeout(250);
        try (HikariDataSource pool = new HikariDataSource(config);
                Connection held = pool.getConnection()) {
            assertThat(held.isValid(1)).isTrue();
            assertTells(() -> JdbcSchema.exists(pool), "all connections of the pool are in use");
        }
    }
}
