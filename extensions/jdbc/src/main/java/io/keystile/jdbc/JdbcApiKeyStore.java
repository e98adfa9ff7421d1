package io.keystile.jdbc;

import io.keystile.key.KeyId;
import io.keystile.key.SecretHash;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.AuditStore;
import io.keystile.store.ChangeListeners;
import io.keystile.store.KeyQuery;
import io.keystile.store.LastUse;
import io.keystile.store.ResolvedKey;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreException;
import io.keystile.store.StoreFacts;
import io.keystile.store.StoreWrite;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Stores keys in PostgreSQL, MySQL, MariaDB or H2. {@link JdbcSchema} or a migration tool creates the tables. Any
 * number of nodes and processes may use the tables at once; an authenticator sees the changes of other nodes within
 * {@code CacheSettings.freshFor}, or at once with a {@link JdbcChangeFeed}.
 *
 * <p>The store takes connections from the {@link DataSource} for the duration of a call, and returns them in their
 * previous state. It waits for a connection no longer than its timeout, whatever the pool does. A statement ends within
 * the timeout, or one second later if the database does not answer at all. Exception messages contain ids, and no other
 * value of a record.
 *
 * <p>Each change is committed by itself, unless the store is given the application's {@link Transactions}. Then changes
 * and reads in such a transaction are part of it, and listeners are notified after its commit; only {@link #find}, by
 * which authenticators look up keys, always reads what is committed. A store that was given none refuses changes in a
 * transaction of Spring's. Thread-safe.
 */
public final class JdbcApiKeyStore implements ApiKeyStore {
    private final Sessions sessions;
    private final boolean refusesTransactions;
    private final Dialect dialect;
    private final KeyRow rows;
    private final WorkspaceRow workspaceRows = new WorkspaceRow();
    private final RecordWriter writer;
    private final LastUses lastUses;
    private final ChangeLog changeLog;
    private final AuditTables auditTables;
    private final ChangeListeners listeners = new ChangeListeners();

    private JdbcApiKeyStore(Sessions sessions, boolean refusesTransactions) {
        this.sessions = sessions;
        this.refusesTransactions = refusesTransactions;
        this.dialect = sessions.dialect();
        this.rows = new KeyRow(dialect);
        this.auditTables = new AuditTables(dialect);
        this.writer = new RecordWriter(rows, auditTables);
        this.lastUses = new LastUses(sessions, dialect, rows);
        this.changeLog = new ChangeLog(dialect, ChangeLog.KEPT);
    }

    /** Returns a store with a statement timeout of 5 seconds; see {@link #over(DataSource, Duration)}. */
    public static JdbcApiKeyStore over(DataSource pool) {
        return over(pool, Sessions.DEFAULT_TIMEOUT);
    }

    /**
     * Returns a store that takes part in no transaction of the application. {@link #write} throws
     * {@link StoreException} if the calling thread is in one of Spring's, whose end the change would not follow. Pass
     * {@link Transactions#none} to commit it nevertheless.
     *
     * @param pool provides the connections, preferably from a pool; the caller closes it. It is called in threads of
     *     the store, so it must not choose its database by a {@link ThreadLocal} of the caller, as Spring's
     *     {@code AbstractRoutingDataSource} does.
     * @param timeout how long to wait for a connection, and how long a statement may take, rounded up to seconds; 1
     *     second to 1 hour
     * @throws IllegalArgumentException if the timeout is out of bounds, the database is not supported, or the pool
     *     promises to take part in Spring's transactions, which needs {@link Transactions}
     * @throws StoreException if the database does not answer
     */
    public static JdbcApiKeyStore over(DataSource pool, Duration timeout) {
        if (isTransactionAware(pool.getClass())) {
            throw new IllegalArgumentException("A TransactionAwareDataSourceProxy takes part in Spring's transactions,"
                    + " but does not tell the store when they end. Call over(pool, timeout, transactions)");
        }
        return new JdbcApiKeyStore(new Sessions(pool, timeout), true);
    }

    /** Recognizes Spring's class by its name, because this module does not depend on Spring. */
    private static boolean isTransactionAware(@Nullable Class<?> type) {
        return type != null
                && (type.getName().equals("org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy")
                        || isTransactionAware(type.getSuperclass()));
    }

    /**
     * Returns a store that takes part in the application's transactions.
     *
     * @param pool provides the connections for all calls outside of a transaction, in threads of the store, see
     *     {@link #over(DataSource, Duration)}; the caller closes it
     * @param timeout how long to wait for a connection, and how long a statement may take, rounded up to seconds; 1
     *     second to 1 hour
     * @param transactions finds the transaction of the calling thread, on a connection to the same database; or
     *     {@link Transactions#none}, to commit each change by itself
     * @throws IllegalArgumentException if the timeout is out of bounds, or the database is not supported
     * @throws StoreException if the database does not answer
     */
    public static JdbcApiKeyStore over(DataSource pool, Duration timeout, Transactions transactions) {
        return new JdbcApiKeyStore(new Sessions(pool, timeout, transactions), false);
    }

    /** {@inheritDoc} It reads what is committed, even if the calling thread is in a transaction. */
    @Override
    public Optional<ResolvedKey> find(KeyId id) {
        return sessions.readCommitted("find key " + id, session -> query(session, id));
    }

    @Override
    public Optional<ResolvedKey> findInTransaction(KeyId id) {
        return sessions.read("find key " + id, session -> query(session, id));
    }

    private Optional<ResolvedKey> query(Session session, KeyId id) throws SQLException {
        List<ResolvedKey> found = session.queryByKey(Sql.FIND, this::readResolved, id.value());
        for (ResolvedKey resolved : found) {
            if (!resolved.key().id().equals(id)) {
                throw new OtherKeyException(id);
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
    }

    private ResolvedKey readResolved(ResultSet row) throws SQLException {
        ApiKeyRecord key = rows.read(row);
        WorkspaceRecord workspace = workspaceRows.read(row, KeyRow.COLUMNS.size());
        if (workspace == null) {
            throw new StoreException(
                    "Key " + key.id() + " belongs to workspace " + key.workspace() + ", which the store does not have");
        }
        return new ResolvedKey(key, workspace);
    }

    @Override
    public boolean write(List<StoreWrite> writes) {
        if (refusesTransactions && SpringTransaction.isActive()) {
            throw new StoreException("The calling thread is in a transaction of Spring's that the store does not take"
                    + " part in, so this change would stay if it is rolled back. Give the store the transactions of the"
                    + " application (see Transactions in docs/stores.md), or Transactions.none() to commit each change"
                    + " by itself: JdbcApiKeyStore.over(pool, timeout, transactions)");
        }
        List<StoreChange> changes =
                writes.stream().map(StoreWrite::change).distinct().toList();
        try {
            return transact(changes, session -> writer.writeInBatches(session, writes));
        } catch (RecordWriter.ConflictInBatchException e) {
            return transact(changes, session -> writer.writeOneByOne(session, writes));
        }
    }

    private boolean transact(List<StoreChange> changes, SqlWork<Boolean> work) {
        return sessions.transact(
                "write changes",
                session -> work.on(session) && changeLog.write(session, changes),
                () -> committed(changes));
    }

    private void committed(List<StoreChange> changes) {
        try {
            listeners.notify(changes);
        } finally {
            if (!sessions.isJoined()) {
                changeLog.purgeSometimes(sessions, changes.size());
            }
        }
    }

    @Override
    public List<ApiKeyRecord> list(KeyQuery query) {
        if (!Listing.canMatch(query)) {
            return List.of();
        }
        Listing listing = new Listing(query, dialect);
        return sessions.read("list keys", session -> session.query(listing.sql(), rows::read, listing.values()));
    }

    @Override
    public Optional<WorkspaceRecord> findWorkspace(String id) {
        return Listing.isId(id)
                ? queryWorkspaces("find a workspace", Sql.FIND_WORKSPACE, id).findFirst()
                : Optional.empty();
    }

    /** {@inheritDoc} In a transaction of the application, MySQL and MariaDB lock the key until it ends. */
    @Override
    public Optional<ApiKeyRecord> findForUpdate(KeyId id) {
        if (!seesThePast()) {
            return ApiKeyStore.super.findForUpdate(id);
        }
        return sessions
                .read("find key " + id, session -> {
                    auditTables.lockChainOf(session, id); // before the key, like every change
                    return session.query(Sql.LOCK_KEY, rows::read, id.value());
                })
                .stream()
                .findFirst();
    }

    /** {@inheritDoc} In a transaction of the application, MySQL and MariaDB lock the workspace until it ends. */
    @Override
    public Optional<WorkspaceRecord> findWorkspaceForUpdate(String id) {
        if (!seesThePast() || findWorkspace(id).isEmpty()) {
            return findWorkspace(id);
        }
        sessions.read("lock a workspace", session -> auditTables.lock(session, id)); // before it, like every change
        return queryWorkspaces("find a workspace", Sql.LOCK_WORKSPACE, id).findFirst();
    }

    /** Other databases either read the present, or refuse a change of the past as a serialization failure. */
    private boolean seesThePast() {
        return dialect == Dialect.MYSQL && sessions.isJoined();
    }

    @Override
    public List<WorkspaceRecord> workspaces() {
        return queryWorkspaces("list workspaces", Sql.WORKSPACES).toList();
    }

    private Stream<WorkspaceRecord> queryWorkspaces(String action, String sql, @Nullable Object... values) {
        List<Optional<WorkspaceRecord>> found = sessions.read(
                action, session -> session.query(sql, row -> Optional.ofNullable(workspaceRows.read(row, 0)), values));
        return found.stream().flatMap(Optional::stream);
    }

    /** {@inheritDoc} One hash is read for each distinct value of the column {@code hash_scheme}. */
    @Override
    public Set<String> hashSchemes() {
        return sessions.read("list hash schemes", session -> {
            Set<String> schemes = new TreeSet<>();
            String last = "";
            while (true) {
                List<String[]> next = session.query(
                        Sql.NEXT_SCHEME,
                        row -> new String[] {row.getString("hash_scheme"), row.getString("hash")},
                        last);
                if (next.isEmpty()) {
                    return Collections.unmodifiableSet(schemes);
                }
                last = next.get(0)[0];
                schemes.add(SecretHash.parse(next.get(0)[1]).scheme());
            }
        });
    }

    @Override
    public void touch(Map<KeyId, LastUse> uses) {
        lastUses.write(uses);
    }

    @Override
    public Map<KeyId, LastUse> lastUses(Collection<KeyId> ids) {
        return lastUses.read(ids);
    }

    @Override
    public void afterCommit(Runnable action) {
        sessions.afterCommit(action);
    }

    /** {@inheritDoc} An entry is written in the transaction of its change. */
    @Override
    public Optional<AuditStore> audit() {
        return Optional.of(new JdbcAuditStore(sessions, dialect));
    }

    @Override
    public Optional<StoreFacts> facts() {
        return sessions
                .read("read the brand and the peppers of its keys", session -> session.query(Sql.FACTS, Facts::read))
                .stream()
                .findFirst();
    }

    @Override
    public boolean replaceFacts(@Nullable StoreFacts expected, @Nullable StoreFacts next) {
        return sessions.transact(
                "record the brand and the peppers of its keys", session -> Facts.replace(session, expected, next));
    }

    @Override
    public void onChange(Consumer<StoreChange> listener) {
        listeners.add(listener);
    }
}
