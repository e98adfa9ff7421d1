package io.keystile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.keystile.admin.Overlap;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.AuditQuery;
import io.keystile.store.AuditStore;
import io.keystile.store.AuditVerification.Fault;
import io.keystile.store.ChainedEntry;
import io.keystile.store.KeyQuery;
import io.keystile.store.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Audit entries in the transaction of their change: by many nodes, in failures, and after changes by hand. */
@Timeout(120)
class AuditTest {
    private static final ApiKeySettings CI = ApiKeySettings.named("ci");

    /** Each change of a key makes one version of it, so a key has as many entries as versions. */
    private static void assertEveryChangeHasItsEntry(ApiKeyStore store, String when) {
        AuditStore audit = auditOf(store);
        for (ApiKeyRecord key : store.list(KeyQuery.ofAll())) {
            assertThat(audit.list(AuditQuery.ofKey(key.id()))).as(when).hasSize((int) key.version());
        }
        assertThat(audit.verify(List.of()).faults()).as(when).isEmpty();
    }

    private static AuditStore auditOf(ApiKeyStore store) {
        return store.audit().orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void nodesThatChangeTheSameWorkspacesLoseNoEntryAndDoNotDeadlock(TestDatabase database) throws Exception {
        try (HikariDataSource pool = database.newPool();
                Node one = new Node(JdbcApiKeyStore.over(pool));
                Node other = new Node(JdbcApiKeyStore.over(pool))) {
            one.createWorkspace();
            one.keys.createWorkspace(Node.ADMIN, WorkspaceRecord.of("zeta", "free"));
            KeyId shared = one.issue().record().id();
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int thread = 0; thread < 6; thread++) {
                Node node = thread % 2 == 0 ? one : other;
                String workspace = thread % 3 == 0 ? "zeta" : "acme";
                tasks.add(() -> changeRepeatedly(node, workspace, shared));
            }
            ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
            try {
                for (Future<Integer> done : threads.invokeAll(tasks)) {
                    done.get();
                }
            } finally {
                threads.shutdownNow();
            }
            ApiKeyStore store = JdbcApiKeyStore.over(pool);
            assertEveryChangeHasItsEntry(store, "");
            // 5 rounds of 6 entries in each of 6 threads, 2 workspaces, the shared key, and what was changed of it.
            long sharedVersion = store.find(shared).orElseThrow().key().version();
            assertThat(auditOf(store).verify(List.of()).entries()).isEqualTo(5 * 6 * 6 + 2 + sharedVersion);
        }
    }

    private static int changeRepeatedly(Node node, String workspace, KeyId shared) {
        for (int round = 0; round < 5; round++) {
            KeyId id =
                    node.keys.issue(Node.ADMIN, workspace, "live", CI).record().id();
            node.keys.rotate(Node.ADMIN, id, Overlap.of(Duration.ofDays(1)));
            node.keys.disable(Node.ADMIN, shared);
            node.keys.revoke(Node.ADMIN, id, "leaked");
            node.keys.enable(Node.ADMIN, shared);
            node.keys.disable(
                    Node.ADMIN,
                    node.keys.issue(Node.ADMIN, workspace, "live", CI).record().id());
        }
        return 0;
    }

    /** The connection breaks at the first statement of a change, then at the second, and so on. */
    @ParameterizedTest
    @EnumSource
    void failureAtAnyStatementLeavesAChangeWithItsEntryOrNeither(TestDatabase database) {
        try (HikariDataSource pool = database.newPool();
                Node node = new Node(JdbcApiKeyStore.over(pool))) {
            node.createWorkspace();
            ApiKeyStore store = JdbcApiKeyStore.over(pool);
            AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
            try (Node failing = new Node(JdbcApiKeyStore.over(failingAfter(left, pool)))) {
                int failures = 0;
                for (int statements = 0; failures == statements; statements++) {
                    KeyId id = node.issue().record().id();
                    left.set(statements);
                    try {
                        failing.keys.rotate(Node.ADMIN, id, Overlap.of(Duration.ofDays(1)));
                    } catch (StoreException e) {
                        failures++;
                    }
                    left.set(Integer.MAX_VALUE);
                    assertEveryChangeHasItsEntry(store, "failure after " + statements + " statements");
                    boolean rotated =
                            store.find(id).orElseThrow().key().lineage().successor() != null;
                    assertThat(rotated).isEqualTo(failures == statements);
                }
                assertThat(failures).isGreaterThan(5);
            }
        }
    }

    /** Returns a source of connections that fail from a number of statements on; the last failure is the commit's. */
    private static DataSource failingAfter(AtomicInteger left, DataSource real) {
        return Fakes.with(DataSource.class, real, Map.of("getConnection", () -> {
            Connection connection = real.getConnection();
            return Proxy.newProxyInstance(
                    Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, values) -> {
                        if (method.getName().equals("prepareStatement") && left.getAndDecrement() <= 0) {
                            throw new SQLException("broken", "08006");
                        }
                        try {
                            return method.invoke(connection, values);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }));
    }

    private static void assertFaultAt(long number, String change, TestDatabase database) {
        try (HikariDataSource pool = database.newPool();
                Node node = new Node(JdbcApiKeyStore.over(pool))) {
            node.createWorkspace();
            for (int i = 0; i < 6; i++) {
                node.issue();
            }
            AuditStore audit = JdbcAuditStore.over(pool);
            assertThat(audit.verify(List.of()).faults()).as(change).isEmpty();
            TestDatabase.execute(pool, change.split(";"));
            assertThat(audit.verify(List.of()).faults())
                    .as(change)
                    .extracting(Fault::number)
                    .containsExactly(number);
            assertThat(audit.list(AuditQuery.ofAll())).as(change).isNotNull();
            KeyId id = node.issue().record().id();
            assertThat(node.keys.unrestricted().find(id))
                    .as("a key that is issued after: " + change)
                    .isPresent();
            assertThat(audit.verify(List.of()).isIntact()).as(change).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void changesByHandAreNoticedAndPreventNoOthers(TestDatabase database) {
        String where = " WHERE workspace = 'acme' AND seq = ";
        assertFaultAt(3, "UPDATE keystile_audit SET actor = 'Eve'" + where + 3, database);
        assertFaultAt(3, "UPDATE keystile_audit SET changes = '[]'" + where + 3, database);
        assertFaultAt(3, "UPDATE keystile_audit SET changes = 'no JSON'" + where + 3, database);
        assertFaultAt(3, "UPDATE keystile_audit SET action = ''" + where + 3, database);
        assertFaultAt(3, "DELETE FROM keystile_audit" + where + 3, database);
        assertFaultAt(1, "DELETE FROM keystile_audit" + where + 1, database);
        assertFaultAt(7, "DELETE FROM keystile_audit" + where + 7, database);
        assertFaultAt(1, "DELETE FROM keystile_audit", database);
        assertFaultAt(1, "DELETE FROM keystile_audit_chain", database);
        assertFaultAt(
                2,
                "UPDATE keystile_audit SET seq = 99" + where + 2 + ";UPDATE keystile_audit SET seq = 2" + where + 4
                        + ";UPDATE keystile_audit SET seq = 4" + where + 99,
                database);
        assertFaultAt(7, "UPDATE keystile_audit_chain SET head = 'x'", database);
        assertFaultAt(1, "UPDATE keystile_audit_chain SET first_seq = 3", database);
        assertFaultAt(
                8,
                "INSERT INTO keystile_audit (workspace, seq, changed_at, actor, action, changes, hash)"
                        + " SELECT workspace, 8, changed_at, actor, action, changes, hash FROM keystile_audit"
                        + where + 7,
                database);
    }

    /** A node of a version before the audit, in a rolling upgrade, writes records only. */
    @ParameterizedTest
    @EnumSource
    void changesOfAnEarlierVersionHaveNoEntryAndBreakNoChain(TestDatabase database) {
        try (HikariDataSource pool = database.newPool();
                Node node = new Node(JdbcApiKeyStore.over(pool))) {
            ApiKeyStore earlier = JdbcApiKeyStore.over(pool);
            earlier.insert(WorkspaceRecord.of("acme", "enterprise"));
            ApiKeyRecord key = node.issue().record();
            earlier.replace(key.withSettings(ApiKeySettings.named("renamed")));
            node.keys.disable(Node.ADMIN, key.id());

            List<ChainedEntry> entries = auditOf(earlier).list(AuditQuery.ofKey(key.id()));
            assertThat(entries)
                    .extracting(each -> each.entry().action())
                    .containsExactlyInAnyOrder("disabled", "issued");
            assertThat(auditOf(earlier).verify(List.of()).faults()).isEmpty();
        }
    }

    /** Many old entries are deleted in portions, so that no single change takes long. */
    @ParameterizedTest
    @EnumSource
    void smallerNumberOfKeptEntriesIsReachedStepByStep(TestDatabase database) throws Exception {
        try (HikariDataSource pool = database.newPool();
                Node node = new Node(JdbcApiKeyStore.over(pool))) {
            node.createWorkspace();
            AuditStore audit = JdbcAuditStore.over(pool);
            var entry = audit.list(AuditQuery.ofAll()).get(0).entry();
            audit.append(Collections.nCopies(1_499, entry), Integer.MAX_VALUE);
            audit.append(List.of(entry), 10);
            assertThat(audit.findChain("acme").orElseThrow().first()).isEqualTo(1_001);
            assertThat(audit.verify(List.of()).entries()).isEqualTo(501);
            audit.append(List.of(entry), 10);
            assertThat(audit.verify(List.of()).entries()).isEqualTo(10);
            assertThat(audit.verify(List.of()).faults()).isEmpty();
        }
    }
}
