package io.keystile.jdbc;

import static io.keystile.jdbc.Samples.ACME;
import static io.keystile.jdbc.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.KeyStatus;
import io.keystile.store.ApiKeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lost and foreign statements, as in {@link PreparedStatementsTest}, on connections that nobody replaces after a
 * failure: those of a pool that does not look at failures, and that of the application's transaction.
 */
@Timeout(30)
@SuppressWarnings("NullAway.Init") // each test begins with start
class KeptStatementsTest {
    private static final KeyId K1 = new KeyId("k1");

    private List<SingleConnectionDataSource> connections;
    private DataSource pool;
    private ApiKeyStore store;

    /** Opens connections that the pool hands out in turns. */
    private void start(int count) {
        String url = TestDatabase.POSTGRESQL.newUrl() + "&prepareThreshold=1";
        connections = IntStream.range(0, count)
                .mapToObj(i -> new SingleConnectionDataSource(url, true))
                .toList();
        AtomicInteger turns = new AtomicInteger();
        pool = Fakes.with(
                DataSource.class,
                connections.get(0),
                Map.of(
                        "getConnection",
                        () -> connections.get(turns.getAndIncrement() % count).getConnection()));
        JdbcSchema.create(pool);
        store = JdbcApiKeyStore.over(pool);
        store.insert(ACME);
        store.insert(key("k1"));
        store.insert(key("k2"));
        for (int i = 0; i < count; i++) {
            useNextConnection(i % 2 == 0);
        }
    }

    /** Lets the driver prepare the statements of a look-up and of a change on the next connection. */
    private void useNextConnection(boolean disabled) {
        ApiKeyRecord current = store.find(K1).orElseThrow().key();
        for (int i = 1; i < connections.size(); i++) {
            assertThat(store.findWorkspace("acme")).isPresent(); // passes the turn on
        }
        assertThat(store.replace(current.withDisabled(disabled))).isTrue();
    }

    @AfterEach
    void close() {
        connections.forEach(SingleConnectionDataSource::destroy);
    }

    private static String withOtherParameters(String sql) {
        return sql.contains("k.id = $1")
                ? "(varchar, varchar) AS " + sql.replace("k.id = $1", "k.id = $1 AND k.name = $2")
                : "(varchar) AS SELECT $1";
    }

    /** Replaces each statement that reads or changes a key on a connection; an empty text removes it. */
    private static void replaceStatements(JdbcTemplate connection, UnaryOperator<String> replacement) {
        List<Map<String, Object>> prepared = connection.queryForList("SELECT name, statement FROM"
                + " pg_prepared_statements WHERE statement LIKE '%keystile_key k %' OR statement LIKE 'UPDATE%'");
        assertThat(prepared).hasSizeGreaterThanOrEqualTo(2);
        for (Map<String, Object> statement : prepared) {
            connection.execute("DEALLOCATE \"" + statement.get("name") + "\"");
            String sql = replacement.apply(String.valueOf(statement.get("statement")));
            if (!sql.isEmpty()) {
                connection.execute("PREPARE \"" + statement.get("name") + "\" " + sql);
            }
        }
    }

    private void replaceStatements(UnaryOperator<String> replacement) {
        connections.forEach(connection -> replaceStatements(new JdbcTemplate(connection), replacement));
    }

    private void assertThatEveryConnectionWorks() {
        for (int i = 0; i < 2 * connections.size() + 1; i++) {
            ApiKeyRecord current = store.find(K1).orElseThrow().key();
            assertThat(current.id()).isEqualTo(K1);
            ApiKeyRecord next = current.withDisabled(current.status() == KeyStatus.ACTIVE);
            assertThat(store.replace(next)).isTrue();
            assertThat(store.find(K1).orElseThrow().key()).isEqualTo(next);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void callsSurviveLostStatements(int count) {
        start(count);
        replaceStatements(sql -> "");
        assertThatEveryConnectionWorks();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void callsSurviveStatementsWithOtherParameters(int count) {
        start(count);
        replaceStatements(KeptStatementsTest::withOtherParameters);
        assertThatEveryConnectionWorks();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void lookUpSurvivesStatementsThatFindAnotherKey(int count) {
        start(count);
        replaceStatements(sql -> sql.contains("k.id = $1")
                ? "(varchar) AS " + sql.replace("k.id = $1", "k.id <> $1")
                : "(varchar) AS SELECT $1");
        assertThatEveryConnectionWorks();
    }

    /** Replaces the statements in a transaction of the application, in which the store then reads and writes. */
    private void changeInATransactionAfter(UnaryOperator<String> replacement) {
        start(1);
        JdbcTemplate own = new JdbcTemplate(pool);
        own.execute("CREATE TABLE customer (id VARCHAR(20))");
        store = JdbcApiKeyStore.over(pool, Sessions.DEFAULT_TIMEOUT, new StoreSnippets.SpringTransactions(pool));
        ApiKeyRecord before = store.find(K1).orElseThrow().key();
        new TransactionTemplate(new DataSourceTransactionManager(pool)).executeWithoutResult(status -> {
            own.update("INSERT INTO customer VALUES ('acme')");
            replaceStatements(own, replacement);
            assertThat(store.findInTransaction(K1).orElseThrow().key()).isEqualTo(before);
            assertThat(store.replace(before.revoked("x"))).isTrue();
        });
        assertThat(own.queryForObject("SELECT COUNT(*) FROM customer", Integer.class))
                .isEqualTo(1);
        assertThat(store.find(K1).orElseThrow().key()).isEqualTo(before.revoked("x"));
    }

    @Test
    void transactionOfTheApplicationSurvivesLostStatements() {
        changeInATransactionAfter(sql -> "");
    }

    @Test
    void transactionOfTheApplicationSurvivesStatementsWithOtherParameters() {
        changeInATransactionAfter(KeptStatementsTest::withOtherParameters);
    }

    @Test
    void transactionOfTheApplicationSurvivesStatementsThatFindAnotherKey() {
        changeInATransactionAfter(
                sql -> sql.contains("k.id = $1") ? "(varchar) AS " + sql.replace("k.id = $1", "k.id <> $1") : "");
    }

    /** The write comes first, so that no read has made the store prepare its statements anew. */
    @Test
    void changeInATransactionOfTheApplicationSurvivesALostStatement() {
        start(1);
        store = JdbcApiKeyStore.over(pool, Sessions.DEFAULT_TIMEOUT, new StoreSnippets.SpringTransactions(pool));
        ApiKeyRecord before = store.find(K1).orElseThrow().key();
        new TransactionTemplate(new DataSourceTransactionManager(pool)).executeWithoutResult(status -> {
            replaceStatements(new JdbcTemplate(pool), sql -> "");
            assertThat(store.replace(before.revoked("x"))).isTrue();
        });
        assertThat(store.find(K1).orElseThrow().key()).isEqualTo(before.revoked("x"));
    }
}
