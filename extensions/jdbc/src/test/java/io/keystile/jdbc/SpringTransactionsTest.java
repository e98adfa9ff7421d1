package io.keystile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.admin.AuditEvent;
import io.keystile.admin.ConcurrentChangeException;
import io.keystile.admin.IssuedKey;
import io.keystile.admin.Overlap;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyId;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.AuditEntry;
import io.keystile.model.KeyPolicy;
import io.keystile.model.KeyStatus;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.AuditQuery;
import io.keystile.store.AuditStore;
import io.keystile.store.ChainedEntry;
import io.keystile.store.KeyQuery;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreException;
import io.keystile.store.StoreWrite;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes of a store within a transaction of a Spring application. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // each test begins with start
class SpringTransactionsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final WorkspaceRecord ACME = WorkspaceRecord.of("acme", "pro");
    private static final ApiKeySettings CI = ApiKeySettings.named("ci");

    private final List<StoreChange> notified = new ArrayList<>();
    private final List<AuditEvent> audited = new ArrayList<>();
    private HikariDataSource pool;
    private ApiKeyStore store;
    private Node node;
    private TransactionTemplate transaction;
    private JdbcTemplate own;

    private void start(TestDatabase database) {
        HikariConfig config = TestDatabase.config(database.newUrl(), 4);
        startOn(new HikariDataSource(config));
    }

    private void startOn(HikariDataSource newPool) {
        pool = newPool;
        JdbcSchema.create(pool);
        own = new JdbcTemplate(pool);
        own.execute("CREATE TABLE customer (id VARCHAR(20))");
        transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));
        useStore(StoreSnippets.joiningStore(pool));
    }

    private void useStore(ApiKeyStore newStore) {
        store = newStore;
        store.onChange(notified::add);
        node = new Node(store);
        node.keys.onChange(audited::add);
    }

    @AfterEach
    void close() {
        if (node != null) {
            node.close();
        }
        if (pool != null) {
            pool.close();
        }
    }

    private int customers() {
        Integer count = own.queryForObject("SELECT COUNT(*) FROM customer", Integer.class);
        return count == null ? -1 : count;
    }

    private IssuedKey signUp() {
        own.update("INSERT INTO customer VALUES ('acme')");
        return node.keys.createWorkspace(Node.ADMIN, ACME, "live", CI);
    }

    /** Runs work in a transaction that is rolled back because the application fails at the end. */
    private void rollBackAfter(Runnable work) {
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    work.run();
                    throw new IllegalArgumentException("no credit");
                }))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("no credit");
    }

    private List<ChainedEntry> entries() {
        return node.keys.unrestricted().audit(AuditQuery.ofAll());
    }

    /** Another transaction, which begins with the second key, waits for the first before it locks that key. */
    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void transactionsThatChangeTheKeysOfAWorkspaceInOppositeOrderDoNotDeadlock(TestDatabase database) throws Exception {
        start(database);
        useStore(JdbcApiKeyStore.over(pool, Duration.ofSeconds(30), new StoreSnippets.SpringTransactions(pool)));
        KeyId one = signUp().record().id();
        KeyId other = node.keys.issue(Node.ADMIN, "acme", "live", CI).record().id();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> second = transaction.execute(status -> {
                node.keys.disable(Node.ADMIN, one);
                Future<?> waiting = thread.submit(
                        () -> transaction.executeWithoutResult(unused -> node.keys.disable(Node.ADMIN, other)));
                awaitLockWait(database, waiting);
                node.keys.revoke(Node.ADMIN, other, "leaked");
                return waiting;
            });
            assertThatThrownBy(second::get)
                    .hasRootCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is revoked permanently");
        } finally {
            thread.shutdownNow();
        }
        assertThat(entries()).hasSize(5);
        assertThat(node.keys.unrestricted().verifyAudit(List.of()).isIntact()).isTrue();
    }

    private static List<AuditEntry> entriesAt(long... seconds) {
        return LongStream.of(seconds)
                .mapToObj(second ->
                        new AuditEntry(Instant.ofEpochSecond(second), "Ada", "updated", "acme", null, null, List.of()))
                .toList();
    }

    /** Entries that a transaction of MySQL does not see yet are neither deleted nor taken for older ones. */
    @ParameterizedTest
    @EnumSource
    void transactionOfThePastDeletesTheOldestEntriesOfThePresent(TestDatabase database) {
        start(database);
        AuditStore joined = store.audit().orElseThrow();
        AuditStore other = JdbcAuditStore.over(pool);
        other.append(entriesAt(1, 2, 3), 100);
        transaction.executeWithoutResult(status -> {
            assertThat(joined.list(AuditQuery.ofAll())).hasSize(3);
            other.append(entriesAt(4, 5, 6, 11), 100);
            assertThat(joined.deleteBefore(Instant.ofEpochSecond(5))).isEqualTo(4);
            joined.append(entriesAt(12), 3);
        });
        assertThat(joined.list(AuditQuery.ofAll()))
                .extracting(each -> each.entry().time().getEpochSecond())
                .containsExactly(12L, 11L, 6L);
        assertThat(joined.verify(List.of()).faults()).isEmpty();
    }

    /** Waits until the work waits for a lock. The table {@code innodb_trx} would not do: who polls it sees the past. */
    private void awaitLockWait(TestDatabase database, Future<?> work) {
        String waiting = database == TestDatabase.POSTGRESQL
                ? "SELECT COUNT(*) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND wait_event_type = 'Lock'"
                : "SELECT variable_value FROM information_schema.global_status"
                        + " WHERE variable_name = 'INNODB_ROW_LOCK_CURRENT_WAITS'";
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            boolean waits = false;
            while (!waits) {
                assertThat(work).isNotDone();
                try (ResultSet count = statement.executeQuery(waiting)) {
                    waits = count.next() && count.getInt(1) > 0;
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void signUpThatFailsLeavesNothing(TestDatabase database) {
        start(database);
        rollBackAfter(this::signUp);
        assertThat(customers()).isZero();
        assertThat(store.workspaces()).isEmpty();
        assertThat(store.list(KeyQuery.ofAll())).isEmpty();
        assertThat(entries()).isEmpty();
        assertThat(notified).isEmpty();
        assertThat(audited).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void signUpIsCommittedAndReportedWithTheTransaction(TestDatabase database) {
        start(database);
        String key = transaction.execute(status -> {
            IssuedKey issued = signUp();
            assertThat(notified).isEmpty();
            assertThat(audited).isEmpty();
            assertThat(store.find(issued.record().id())).isEmpty();
            return issued.reveal();
        });
        assertThat(customers()).isEqualTo(1);
        assertThat(node.call(key)).isEqualTo("200");
        assertThat(notified).hasSize(2);
        assertThat(audited).hasSize(2);
        assertThat(entries()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void changesOfOneTransactionSeeEachOther(TestDatabase database) {
        start(database);
        transaction.executeWithoutResult(status -> {
            IssuedKey first = signUp();
            IssuedKey second = node.keys.issue(Node.ADMIN, "acme", "live", CI);
            IssuedKey third = node.keys
                    .rotate(Node.ADMIN, first.record().id(), Overlap.of(Duration.ofDays(1)))
                    .orElseThrow();
            node.keys.revoke(Node.ADMIN, second.record().id(), "not needed");
            node.keys.disable(Node.ADMIN, third.record().id());
            node.keys.enable(Node.ADMIN, third.record().id());
            assertThat(store.list(KeyQuery.ofAll())).hasSize(3);
        });
        assertThat(store.list(KeyQuery.ofAll()))
                .extracting(ApiKeyRecord::status)
                .containsExactlyInAnyOrder(KeyStatus.ACTIVE, KeyStatus.ACTIVE, KeyStatus.REVOKED);
    }

    /** Neither a record that may be rolled back nor an outdated one gets into the cache. */
    @ParameterizedTest
    @EnumSource
    void authenticatorSeesARevocationWithTheCommitAndNotBefore(TestDatabase database) {
        start(database);
        IssuedKey issued = signUp();
        KeyId id = issued.record().id();
        String plain = issued.reveal();
        rollBackAfter(() -> {
            node.keys.revoke(Node.ADMIN, id, "leaked");
            assertThat(node.call(plain)).isEqualTo("200");
        });
        assertThat(node.call(plain)).isEqualTo("200");
        transaction.executeWithoutResult(status -> node.keys.revoke(Node.ADMIN, id, "leaked"));
        assertThat(node.call(plain)).startsWith("401");
    }

    /** In MySQL, and in PostgreSQL from REPEATABLE READ on, a transaction sees the past. */
    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void authenticatorInATransactionOfThePastSeesARevocation(TestDatabase database) {
        start(database);
        IssuedKey issued = signUp();
        transaction.setIsolationLevel(TransactionTemplate.ISOLATION_REPEATABLE_READ);
        transaction.executeWithoutResult(status -> {
            assertThat(store.list(KeyQuery.ofAll())).hasSize(1);
            JdbcApiKeyStore.over(pool, TIMEOUT, Transactions.none())
                    .replace(issued.record().revoked("leaked"));
            assertThat(store.findInTransaction(issued.record().id())
                            .orElseThrow()
                            .key())
                    .isEqualTo(issued.record());
            assertThat(node.call(issued.reveal())).startsWith("401");
        });
    }

    /** Starts with a key that another node has changed since the transaction's first read. */
    private void inATransactionOfThePast(TestDatabase database, Consumer<KeyId> work) {
        start(database);
        KeyId id = signUp().record().id();
        ApiKeys other = keysOn(JdbcApiKeyStore.over(pool, TIMEOUT, Transactions.none()));
        transaction.setIsolationLevel(TransactionTemplate.ISOLATION_REPEATABLE_READ);
        transaction.executeWithoutResult(status -> {
            assertThat(store.list(KeyQuery.ofAll())).hasSize(1);
            other.disable(Node.ADMIN, id);
            other.updateWorkspace(Node.ADMIN, ACME.withPlan("few"));
            work.accept(id);
        });
    }

    /** Returns an administration with a plan of which the number of keys is bounded. */
    private static ApiKeys keysOn(ApiKeyStore store) {
        Plan few = Plan.of("few", RateLimit.perMinute(10)).withPolicy(KeyPolicy.NONE.withMostLiveKeys(1));
        return new ApiKeys(
                store,
                ApiKeyFormat.ofBrand("pk"),
                SecretHasher.sha256(),
                Plans.standard().with(few));
    }

    /** MySQL sees the past by default. */
    @Test
    void transactionOfThePastRevokesAndSuspendsThePresent() {
        inATransactionOfThePast(TestDatabase.MARIADB, id -> {
            node.keys.revoke(Node.ADMIN, id, "leaked");
            node.keys.suspendWorkspace(Node.ADMIN, "acme");
        });
        assertThat(store.list(KeyQuery.ofAll()))
                .extracting(ApiKeyRecord::status)
                .containsExactly(KeyStatus.REVOKED);
        assertThat(store.workspaces())
                .containsExactly(ACME.withPlan("few").next().withSuspended(true).next());
    }

    @Test
    void transactionOfThePastDeletesThePresent() {
        inATransactionOfThePast(TestDatabase.MARIADB, id -> node.keys.delete(Node.ADMIN, id));
        assertThat(store.list(KeyQuery.ofAll())).isEmpty();
    }

    @Test
    void transactionOfThePastDoesNotCountKeysThatItCannotSee() {
        start(TestDatabase.MARIADB);
        store.insert(WorkspaceRecord.of("zeta", "few"));
        ApiKeys other = keysOn(JdbcApiKeyStore.over(pool, TIMEOUT, Transactions.none()));
        ApiKeys joined = keysOn(store);
        transaction.executeWithoutResult(status -> {
            assertThat(store.list(KeyQuery.ofAll())).isEmpty();
            other.issue(Node.ADMIN, "zeta", "live", CI);
            assertThatThrownBy(() -> joined.issue(Node.ADMIN, "zeta", "live", CI))
                    .isInstanceOf(ConcurrentChangeException.class)
                    .hasMessageContaining("Workspace zeta has changed since version 1");
        });
        assertThat(store.list(KeyQuery.ofAll())).hasSize(1);
    }

    @Test
    void transactionOfThePastDoesNotRevokeALineageThatItCannotSee() {
        inATransactionOfThePast(
                TestDatabase.MARIADB,
                id -> assertThatThrownBy(() -> node.keys.revokeLineage(Node.ADMIN, id, "leaked"))
                        .isInstanceOf(ConcurrentChangeException.class));
    }

    /** The database refuses the change, and the application repeats the transaction. */
    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2"})
    void transactionOfThePastFailsElsewhere(TestDatabase database) {
        assertThatThrownBy(() -> inATransactionOfThePast(database, id -> node.keys.revoke(Node.ADMIN, id, "leaked")))
                .isInstanceOf(StoreException.class);
    }

    @ParameterizedTest
    @EnumSource
    void refusedChangeIsUndoneAndLeavesTheTransactionUsable(TestDatabase database) {
        start(database);
        signUp();
        WorkspaceRecord zeta = WorkspaceRecord.of("zeta", "pro");
        transaction.executeWithoutResult(status -> {
            own.update("INSERT INTO customer VALUES ('zeta')");
            assertThatThrownBy(() -> node.keys.createWorkspace(Node.ADMIN, ACME, "live", CI))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("acme");
            assertThat(store.write(List.of(
                            new StoreWrite.InsertWorkspace(WorkspaceRecord.of("eta", "pro")),
                            new StoreWrite.ReplaceWorkspace(
                                    ACME.withPlan("free").next().next()))))
                    .isFalse();
            node.keys.createWorkspace(Node.ADMIN, zeta, "live", CI);
        });
        assertThat(customers()).isEqualTo(2);
        assertThat(store.workspaces()).containsExactly(ACME, zeta);
        assertThat(store.list(KeyQuery.ofAll())).hasSize(2);
    }

    private static Actor actorOf(IssuedKey issued) {
        ApiKeyRecord key = issued.record();
        return Actor.withKey(key.id(), key.workspace(), key.settings().permissions());
    }

    @Test
    void poolOfOneConnectionIsEnoughToAdminister() {
        startOn(new HikariDataSource(TestDatabase.config(TestDatabase.H2.newUrl(), 1)));
        transaction.executeWithoutResult(status -> {
            IssuedKey issued = signUp();
            node.keys.revoke(Node.ADMIN, issued.record().id(), "not needed");
            assertThat(node.keys.unrestricted().find(issued.record().id())).isPresent();
            Actor key = actorOf(node.keys.issue(Node.ADMIN, "acme", "live", CI.withPermissions("keys:*")));
            IssuedKey further = node.keys.issue(key, "acme", "live", CI.withPermissions("keys:read"));
            node.keys.revoke(key, further.record().id(), "not needed");
        });
        assertThat(customers()).isEqualTo(1);
    }

    @Test
    void poolOfOneThatTheCallersTransactionHoldsFailsWithinTheTimeout() {
        HikariConfig config = TestDatabase.config(TestDatabase.H2.newUrl(), 1);
        config.setConnectionTimeout(120_000);
        startOn(new HikariDataSource(config));
        useStore(JdbcApiKeyStore.over(pool, TIMEOUT, Transactions.none()));
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> signUp()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Transactions");
        assertThat(customers()).isZero();
        assertThat(store.workspaces()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void signUpInATransactionThatTheStoreWasNotGivenIsRefused(TestDatabase database) {
        start(database);
        useStore(JdbcApiKeyStore.over(pool));
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> signUp()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Transactions in docs/stores.md")
                .hasMessageContaining("Transactions.none()");
        assertThat(customers()).isZero();
        assertThat(store.workspaces()).isEmpty();
        assertThat(notified).isEmpty();
        signUp();
        assertThat(store.workspaces()).containsExactly(ACME);
    }

    @Test
    void readsAndCallsInATransactionThatTheStoreWasNotGivenWork() {
        start(TestDatabase.H2);
        useStore(JdbcApiKeyStore.over(pool, TIMEOUT));
        IssuedKey issued = signUp();
        transaction.executeWithoutResult(status -> {
            assertThat(store.list(KeyQuery.ofAll())).containsExactly(issued.record());
            assertThat(store.findInTransaction(issued.record().id())).isPresent();
            assertThat(node.call(issued.reveal())).isEqualTo("200");
        });
    }

    @Test
    void changeAfterTheEndOfATransactionThatTheStoreWasNotGivenIsCommitted() {
        start(TestDatabase.H2);
        useStore(JdbcApiKeyStore.over(pool));
        transaction.executeWithoutResult(status ->
                TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public void afterCompletion(int outcome) {
                        node.keys.createWorkspace(Node.ADMIN, ACME, "live", CI);
                    }
                }));
        assertThat(store.workspaces()).containsExactly(ACME);
    }

    @Test
    void storeThatKnowsNoTransactionOnPurposeCommitsItsChangesByThemselves() {
        start(TestDatabase.H2);
        useStore(JdbcApiKeyStore.over(pool, TIMEOUT, Transactions.none()));
        rollBackAfter(this::signUp);
        assertThat(customers()).isZero();
        assertThat(store.workspaces()).containsExactly(ACME);
        assertThat(store.list(KeyQuery.ofAll())).hasSize(1);
    }

    @Test
    void proxyThatPromisesToTakePartIsRefusedWithoutTheTransactions() {
        start(TestDatabase.H2);
        DataSource proxy = new TransactionAwareDataSourceProxy(pool) {};
        assertThatThrownBy(() -> JdbcApiKeyStore.over(proxy))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("over(pool, timeout, transactions)");
    }

    @ParameterizedTest
    @EnumSource
    void proxyThatTakesPartNeverCommitsTheTransaction(TestDatabase database) {
        start(database);
        DataSource proxy = new TransactionAwareDataSourceProxy(pool);
        useStore(JdbcApiKeyStore.over(proxy, TIMEOUT, new StoreSnippets.SpringTransactions(pool)));
        JdbcUsageStore usage = JdbcUsageStore.over(proxy, TIMEOUT);
        rollBackAfter(() -> {
            signUp();
            assertThat(store.list(KeyQuery.ofAll())).hasSize(1);
            assertThat(store.find(new KeyId("k1"))).isEmpty();
            usage.add(List.of());
        });
        assertThat(customers()).isZero();
        assertThat(store.workspaces()).isEmpty();
        transaction.executeWithoutResult(status -> signUp());
        assertThat(customers()).isEqualTo(1);
    }

    @Test
    void tablesAreNotCreatedInATransactionOfTheApplication() {
        start(TestDatabase.H2);
        rollBackAfter(() -> {
            own.update("INSERT INTO customer VALUES ('acme')");
            JdbcSchema.create(new TransactionAwareDataSourceProxy(pool));
        });
        assertThat(customers()).isZero();
    }

    @Test
    void changeOfAListenerIsCommittedByItself() {
        start(TestDatabase.H2);
        node.keys.onChange(event -> {
            if (event instanceof AuditEvent.OfKey issued && issued.action() == AuditEvent.KeyAction.ISSUED) {
                store.insert(WorkspaceRecord.of("zeta", "pro"));
            }
        });
        transaction.executeWithoutResult(status -> signUp());
        assertThat(store.workspaces()).extracting(WorkspaceRecord::id).containsExactly("acme", "zeta");
    }

    @Test
    void connectionInAutoCommitModeIsNoTransaction() throws Exception {
        start(TestDatabase.H2);
        try (Connection plain = pool.getConnection()) {
            useStore(JdbcApiKeyStore.over(pool, TIMEOUT, new Transactions() {
                @Override
                public Connection current() {
                    return plain;
                }

                @Override
                public void afterCommit(Runnable action) {
                    throw new IllegalStateException();
                }
            }));
            signUp();
            assertThat(store.workspaces()).containsExactly(ACME);
            assertThat(audited).hasSize(2);
        }
    }
}
