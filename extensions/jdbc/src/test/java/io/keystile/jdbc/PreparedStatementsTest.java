package io.keystile.jdbc;

import static io.keystile.jdbc.Samples.ACME;
import static io.keystile.jdbc.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.zaxxer.hikari.HikariDataSource;
import io.keystile.key.KeyId;
import io.keystile.store.ApiKeyStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.slf4j.LoggerFactory;

/**
 * What PgBouncer in transaction mode does: a server other than the one that a statement was prepared on executes it.
 * The driver keeps every statement on the server, and the tests change the server's statements behind its back.
 */
@Timeout(30)
class PreparedStatementsTest {
    private static final KeyId K1 = new KeyId("k1");

    private final HikariDataSource pool =
            new HikariDataSource(TestDatabase.config(TestDatabase.POSTGRESQL.newUrl() + "&prepareThreshold=1", 1));
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Sessions.class);
    private ApiKeyStore store;

    @BeforeEach
    void createStore() {
        JdbcSchema.create(pool);
        store = JdbcApiKeyStore.over(pool);
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.WARN);
    }

    @AfterEach
    void close() {
        logger.setLevel(null); // as in logback-test.xml
        logger.detachAppender(log);
        pool.close();
    }

    /** Returns the name and the text of each statement that the driver has prepared. */
    private List<String[]> prepared() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT name, statement FROM pg_prepared_statements")) {
            List<String[]> found = new ArrayList<>();
            while (rows.next()) {
                found.add(new String[] {rows.getString(1), rows.getString(2)});
            }
            return found;
        }
    }

    private void deallocateAll() throws SQLException {
        List<String[]> prepared = prepared();
        assertThat(prepared).isNotEmpty();
        for (String[] statement : prepared) {
            TestDatabase.execute(pool, "DEALLOCATE \"" + statement[0] + "\"");
        }
    }

    /** Takes the names that the driver will choose next, as another client of the same server would. */
    private void takeNames() {
        TestDatabase.execute(pool, """
                DO $$ BEGIN
                  FOR i IN 1..200 LOOP
                    BEGIN
                      EXECUTE format('PREPARE "S_%s" AS SELECT 1', i);
                    EXCEPTION WHEN duplicate_prepared_statement THEN
                      NULL;
                    END;
                  END LOOP;
                END $$""");
    }

    private void assertThatPoolerWasReportedOnce() {
        assertThat(log.list)
                .singleElement()
                .satisfies(
                        event -> assertThat(event.getFormattedMessage()).contains("PgBouncer", "prepareThreshold=0"));
    }

    @Test
    void readsAndWritesSurviveStatementsThatTheServerHasLost() throws Exception {
        store.insert(ACME);
        store.insert(key("k1"));
        assertThat(store.find(K1)).isPresent();
        deallocateAll();
        assertThat(store.find(K1).orElseThrow().key()).isEqualTo(key("k1"));
        assertThat(store.replace(key("k1").revoked("x"))).isTrue();
        assertThat(store.find(K1).orElseThrow().key()).isEqualTo(key("k1").revoked("x"));
    }

    @Test
    void writeSurvivesStatementsThatTheServerHasLost() throws Exception {
        store.insert(ACME);
        store.insert(key("k1"));
        assertThat(store.replace(key("k1").withDisabled(true))).isTrue();
        deallocateAll();
        assertThat(store.replace(key("k1").withDisabled(true).withDisabled(false)))
                .isTrue();
        assertThat(store.find(K1).orElseThrow().key().version()).isEqualTo(3);
        assertThatPoolerWasReportedOnce();
    }

    @Test
    void readsAndWritesSurviveNamesThatAreTaken() {
        takeNames();
        store.insert(ACME);
        store.insert(key("k1"));
        assertThat(store.find(K1).orElseThrow().key()).isEqualTo(key("k1"));
        assertThat(store.replace(key("k1").revoked("x"))).isTrue();
        assertThatPoolerWasReportedOnce();
    }

    @Test
    void lookUpSurvivesANameThatIsTaken() {
        takeNames();
        assertThat(store.find(K1)).isEmpty();
    }

    @Test
    void connectionsReturnWithTheThresholdOfThePool() throws Exception {
        takeNames();
        store.insert(ACME);
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.unwrap(PGConnection.class).getPrepareThreshold())
                    .isEqualTo(1);
        }
    }

    /** Lets another client prepare another statement under the name of the look-up. */
    private void replaceLookUp(String parameters, String condition) throws Exception {
        store.insert(ACME);
        store.insert(key("k1"));
        store.insert(key("k2"));
        assertThat(store.find(K1)).isPresent();
        for (String[] statement : prepared()) {
            if (statement[1].contains("WHERE k.id = $1")) {
                TestDatabase.execute(
                        pool,
                        "DEALLOCATE \"" + statement[0] + "\"",
                        "PREPARE \"" + statement[0] + "\" " + parameters + " AS "
                                + statement[1].replace("k.id = $1", condition));
            }
        }
    }

    @Test
    void lookUpSurvivesAStatementWithOtherParameters() throws Exception {
        replaceLookUp("(varchar, varchar)", "k.id = $1 AND k.name = $2");
        assertThat(store.find(K1).orElseThrow().key()).isEqualTo(key("k1"));
        assertThatPoolerWasReportedOnce();
    }

    @Test
    void lookUpSurvivesAStatementThatFindsAnotherKey() throws Exception {
        replaceLookUp("(varchar)", "k.id <> $1");
        assertThat(store.find(K1).orElseThrow().key()).isEqualTo(key("k1"));
        assertThatPoolerWasReportedOnce();
    }
}
