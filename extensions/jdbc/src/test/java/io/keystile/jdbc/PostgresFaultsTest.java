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

/** Failures within a transaction and at its commit, caused by triggers. */
@Timeout(30)
class PostgresFaultsTest {
    private final HikariDataSource pool = TestDatabase.POSTGRESQL.newPool();
    private final ApiKeyStore store = JdbcApiKeyStore.over(pool, Duration.ofSeconds(1));
    private final List<StoreChange> notified = new ArrayList<>();

    @BeforeEach
    void insertAndListen() {
        store.insert(ACME);
        store.insert(key("k1"));
        store.onChange(notified::add);
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    private void createTriggerOnWorkspaces(String kind, String timing, String action) {
        TestDatabase.execute(
                pool,
                "CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + action
                        + "; RETURN NEW; END $$",
                "CREATE " + kind + " fault AFTER INSERT OR UPDATE ON keystile_workspace " + timing
                        + " FOR EACH ROW EXECUTE FUNCTION fault()");
    }

    @Test
    void slowStatementIsCanceledAfterTheTimeoutAndChangesNothing() {
        createTriggerOnWorkspaces("TRIGGER", "", "PERFORM pg_sleep(10)");
        long start = System.nanoTime();
        assertThatThrownBy(() -> store.replace(ACME.withSuspended(true).next()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("57014");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        assertThat(store.findWorkspace("acme")).contains(ACME);
        assertThat(notified).isEmpty();
    }

    @Test
    void connectionLostDuringAWriteChangesNothing() {
        createTriggerOnWorkspaces("TRIGGER", "", "PERFORM pg_terminate_backend(pg_backend_pid())");
        List<StoreWrite> writes = List.of(
                new StoreWrite.InsertKey(key("k2")),
                new StoreWrite.ReplaceKey(key("k1").revoked("x")),
                new StoreWrite.InsertWorkspace(WorkspaceRecord.of("zeta", "free")));
        assertThatThrownBy(() -> store.write(writes))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("57P01");
        assertThat(store.list(KeyQuery.ofAll())).containsExactly(key("k1"));
        assertThat(notified).isEmpty();
    }

    @Test
    void commitOfUnknownOutcomeFailsAndNotifiesListeners() {
        createTriggerOnWorkspaces(
                "CONSTRAINT TRIGGER",
                "DEFERRABLE INITIALLY DEFERRED",
                "PERFORM pg_terminate_backend(pg_backend_pid())");
        assertThatThrownBy(() -> store.replace(ACME.withSuspended(true).next()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("57P01");
        assertThat(notified).containsExactly(new StoreChange.OfWorkspace("acme"));
    }

    @Test
    void failedListenerDoesNotHideTheFailedCommit() {
        createTriggerOnWorkspaces(
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
    void serializationFailureIsRetried() {
        TestDatabase.execute(pool, "CREATE SEQUENCE faults");
        createTriggerOnWorkspaces(
                "TRIGGER", "", "IF nextval('faults') < 5 THEN RAISE EXCEPTION 'later' USING ERRCODE = '40001'; END IF");
        assertThat(store.replace(ACME.withSuspended(true).next())).isTrue();
        assertThat(notified).containsExactly(new StoreChange.OfWorkspace("acme"));
    }

    @Test
    void repeatedSerializationFailureIsThrown() {
        createTriggerOnWorkspaces("TRIGGER", "", "RAISE EXCEPTION 'later' USING ERRCODE = '40001'");
        assertThatThrownBy(() -> store.replace(ACME.withSuspended(true).next()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("40001");
        assertThat(notified).isEmpty();
    }
}
