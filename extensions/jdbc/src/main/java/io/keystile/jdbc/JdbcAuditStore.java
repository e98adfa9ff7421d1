package io.keystile.jdbc;

import io.keystile.model.AuditEntry;
import io.keystile.store.AuditChain;
import io.keystile.store.AuditQuery;
import io.keystile.store.AuditStore;
import io.keystile.store.ChainedEntry;
import io.keystile.store.StoreException;
import io.keystile.store.StoreWrite;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * Stores audit entries in the tables {@code keystile_audit} and {@code keystile_audit_chain}. {@link JdbcSchema} or a
 * migration tool creates them. Any number of nodes may append at once; those of one workspace wait for each other.
 *
 * <p>{@link JdbcApiKeyStore} writes there by itself, in the transaction of each change; create one of your own only
 * {@linkplain AuditStore#beside beside} another store of keys. Connections and time limits are those of {@link
 * JdbcApiKeyStore}. All methods throw {@link StoreException} if the database does not answer. Thread-safe.
 */
public final class JdbcAuditStore implements AuditStore {
    private final Sessions sessions;
    private final Dialect dialect;
    private final AuditTables tables;

    JdbcAuditStore(Sessions sessions, Dialect dialect) {
        this.sessions = sessions;
        this.dialect = dialect;
        this.tables = new AuditTables(dialect);
    }

    /** Returns a store with a statement timeout of 5 seconds; see {@link #over(DataSource, Duration)}. */
    public static JdbcAuditStore over(DataSource pool) {
        return over(pool, Sessions.DEFAULT_TIMEOUT);
    }

    /**
     * Returns a store that takes part in no transaction of the application.
     *
     * @param pool provides the connections, preferably from a pool; the caller closes it
     * @param timeout how long a statement may take: 1 second to 1 hour, rounded up to seconds
     * @throws IllegalArgumentException if the timeout is out of bounds, or the database is not supported
     * @throws StoreException if the database does not answer
     */
    public static JdbcAuditStore over(DataSource pool, Duration timeout) {
        Sessions sessions = new Sessions(pool, timeout);
        return new JdbcAuditStore(sessions, sessions.dialect());
    }

    @Override
    public void append(List<AuditEntry> entries, int keep) {
        List<StoreWrite> writes = entries.stream()
                .<StoreWrite>map(entry -> new StoreWrite.AppendAudit(entry, keep))
                .toList();
        sessions.transact("append audit entries", session -> {
            tables.append(session, tables.lock(session, writes));
            return true;
        });
    }

    @Override
    public List<ChainedEntry> list(AuditQuery query) {
        if (!AuditListing.canMatch(query)) {
            return List.of();
        }
        AuditListing listing = new AuditListing(query, dialect);
        return sessions.read(
                "list audit entries", session -> session.query(listing.sql(), tables::read, listing.values()));
    }

    @Override
    public List<ChainedEntry> entriesFrom(String workspace, long from, int limit) {
        return Listing.isId(workspace)
                ? sessions.read(
                        "read audit entries",
                        session -> session.query(Sql.AUDIT_FROM, tables::read, workspace, from, limit))
                : List.of();
    }

    @Override
    public Optional<AuditChain> findChain(String workspace) {
        return Listing.isId(workspace)
                ? sessions
                        .read(
                                "find the chain of audit entries",
                                session -> session.query(Sql.FIND_CHAIN, AuditTables::readChain, workspace))
                        .stream()
                        .findFirst()
                : Optional.empty();
    }

    @Override
    public Set<String> workspaces() {
        List<String> found = sessions.read(
                "list the chains of audit entries",
                session -> session.query(Sql.AUDITED_WORKSPACES, row -> row.getString("workspace")));
        return Collections.unmodifiableSet(new TreeSet<>(found));
    }

    /** {@inheritDoc} Each workspace is a transaction of its own. */
    @Override
    public long deleteBefore(Instant time) {
        long deleted = 0;
        for (String workspace : workspaces()) {
            int[] count = new int[1];
            sessions.transact("delete audit entries", session -> {
                count[0] = tables.deleteBefore(session, workspace, time);
                return true;
            });
            deleted += count[0];
        }
        return deleted;
    }
}
