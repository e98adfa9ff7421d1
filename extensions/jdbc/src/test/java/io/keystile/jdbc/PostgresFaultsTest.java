package io.keystile.jdbc;

import static io.keystile.jdbc.Samples.ACME;
import static io.keystile.jdbc.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.KeyQuery;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreException;
import io.keystile.store.StoreWrite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens in the middle of a transaction and at its end, made to happen by triggers. */
@Timeout(30)
class PostgresFaultsTest {
    private final HikariDataSource pool = TestDatabase.POSTGRESQL.newPool();
    private final ApiKeyStore store = JdbcApiKeyStore.over(pool, Duration.ofSeconds(1));
    private final List<StoreChange> told = new ArrayList<>();

    @BeforeEach
    void insertAndListen() {
        store.insert(ACME);
        store.insert(key("k1"));
        store.onChange(told::add);
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    private void onWritingWorkspaces(String kind, String timing, String action) {
        TestDatabase.execute(
                pool,
                "CREATE FUNCTION strike() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + action
                        + "; RETURN NEW; END $$",
                "CREATE " + kind + " strike AFTER INSERT OR UPDATE ON keystile_workspace " + timing
                        + " FOR EACH ROW EXECUTE FUNCTION strike()");
    }

    @Test
    void slowStatementIsCanceledAfterTheTimeoutAndChangesNothing() {
        onWritingWorkspaces("TRIGGER", "", "PERFORM pg_sleep(10)");
        long start = System.nanoTime();
        assertThatThrownBy(() -> store.replace(ACME.withSuspended(true).next()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("57014");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        assertThat(store.findWorkspace("acme")).contains(ACME);
        assertThat(told).isEmpty();
    }

    @Test
    void connectionThatIsCutInTheMiddleOfAWriteLeavesNothingOfItBehind() {
        onWritingWorkspaces("TRIGGER", "", "PERFORM pg_terminate_backend(pg_backend_pid())");
        List<StoreWrite> writes = List.of(
                new StoreWrite.InsertKey(key("k2")),
                new StoreWrite.ReplaceKey(key("k1").revoked("x")),
                new StoreWrite.InsertWorkspace(WorkspaceRecord.of("zeta", "free")));
        assertThatThrownBy(() -> store.write(writes))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("57P01");
        assertThat(store.list(KeyQuery.ofAll())).containsExactly(key("k1"));
        assertThat(told).isEmpty();
    }

    @Test
    void commitOfUnknownOutcomeIsAFailureOfWhichEverybodyIsTold() {
        onWritingWorkspaces(
                "CONSTRAINT TRIGGER",
                "DEFERRABLE INITIALLY DEFERRED",
                "PERFORM pg_terminate_backend(pg_backend_pid())");
        assertThatThrownBy(() -> store.replace(ACME.withSuspended(true).next()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("57P01");
        assertThat(told).containsExactly(new StoreChange.OfWorkspace("acme"));
    }

    @Test
    void listenerThatFailsDoesNotHideThatACommitHasFailed() {
        onWritingWorkspaces(
                "CONSTRAINT TRIGGER",
                "DEFERRABLE INITIALLY DEFERRED",
                "PERFORM pg_terminate_backend(pg_backend_pid())");
        store.onChange(change -> {
            throw new IllegalStateException("broken");
        });
        assertThatThrownBy(() -> store.replace(ACME.withSuspended(true).next()))
                .isInstanceOf(StoreException.class)
                .hasSuppressedException(new IllegalStateException("broken"));
    }

    @Test
    void whatTheDatabaseUndoesForAnotherTransactionIsTriedAgain() {
        TestDatabase.execute(pool, "CREATE SEQUENCE strikes");
        onWritingWorkspaces(
                "TRIGGER",
                "",
                "IF nextval('strikes') < 5 THEN RAISE EXCEPTION 'later' USING ERRCODE = '40001'; END IF");
        assertThat(store.replace(ACME.withSuspended(true).next())).isTrue();
        assertThat(told).containsExactly(new StoreChange.OfWorkspace("acme"));
    }

    @Test
    void whatTheDatabaseUndoesAgainAndAgainIsAFailure() {
        onWritingWorkspaces("TRIGGER", "", "RAISE EXCEPTION 'later' USING ERRCODE = '40001'");
        assertThatThrownBy(() -> store.replace(ACME.withSuspended(true).next()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("40001");
        assertThat(told).isEmpty();
    }
}
