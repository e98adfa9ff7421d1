package io.keystile.jdbc;

import io.keystile.json.AuditJson;
import io.keystile.json.JsonReader;
import io.keystile.key.KeyId;
import io.keystile.model.AuditEntry;
import io.keystile.store.AuditChain;
import io.keystile.store.ChainedEntry;
import io.keystile.store.StoreWrite;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the rows of {@code keystile_audit} and {@code keystile_audit_chain}.
 *
 * <p>Whoever appends locks the row of the chain, before any other row. So the changes of a workspace wait for each
 * other, and none waits for a chain while another waits for its key.
 */
final class AuditTables {
    /** How many old entries one change deletes at most, if more of them may be deleted. */
    private static final int MAX_DELETED = 1_000;

    private static final int MAX_BATCH = 1_000;

    private final Dialect dialect;

    AuditTables(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The entries to append to one chain, which is locked; at least one. */
    record Pending(AuditChain chain, List<StoreWrite.AppendAudit> appends) {
        int keep() {
            return appends.get(appends.size() - 1).keep();
        }
    }

    /**
     * Locks the chains of the entries among the writes, in the order of their workspaces. Call it before the other
     * writes, and {@link #append} after them.
     */
    List<Pending> lock(Session session, List<StoreWrite> writes) throws SQLException {
        SortedMap<String, List<StoreWrite.AppendAudit>> appends = new TreeMap<>();
        for (StoreWrite write : writes) {
            if (write instanceof StoreWrite.AppendAudit append) {
                appends.computeIfAbsent(append.entry().workspace(), unused -> new ArrayList<>())
                        .add(append);
            }
        }
        List<Pending> locked = new ArrayList<>();
        for (Map.Entry<String, List<StoreWrite.AppendAudit>> each : appends.entrySet()) {
            locked.add(new Pending(lock(session, each.getKey()), each.getValue()));
        }
        return locked;
    }

    /** Locks the chain of a workspace until the end of the transaction, and adds it if it is missing. */
    AuditChain lock(Session session, String workspace) throws SQLException {
        try {
            session.update(dialect.openChain(), workspace, AuditChain.NOTHING, AuditChain.NOTHING);
        } catch (SQLException e) {
            // Only H2's MERGE can fail if another node inserts the row at the same time. A retry then finds the row.
            throw SqlFailure.isTakenId(e) ? new SQLTransactionRollbackException(e.getMessage(), "40001", e) : e;
        }
        return session.query(Sql.LOCK_CHAIN, AuditTables::readChain, workspace).get(0);
    }

    /** Locks the chain of a key's workspace, if there is such a key. */
    void lockChainOf(Session session, KeyId key) throws SQLException {
        for (String workspace : session.query(Sql.WORKSPACE_OF_KEY, row -> row.getString("workspace"), key.value())) {
            lock(session, workspace);
        }
    }

    /** Appends the entries to the locked chains, and deletes those that need no longer be kept. */
    void append(Session session, List<Pending> locked) throws SQLException {
        for (Pending pending : locked) {
            append(session, pending);
        }
    }

    private void append(Session session, Pending pending) throws SQLException {
        AuditChain chain = pending.chain();
        // Entries beyond the end of the chain, for example after a row of it was lost, must not prevent every change.
        long taken = session.query(Sql.LAST_AUDIT_SEQ, row -> row.getLong("seq"), chain.workspace()).stream()
                .findFirst()
                .orElse(0L);
        long number = Math.max(chain.last(), taken);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (StoreWrite.AppendAudit append : pending.appends()) {
            ChainedEntry next = ChainedEntry.after(chain.head(), ++number, append.entry());
            rows.add(values(next));
            chain = chain.endingWith(next);
        }
        for (int from = 0; from < rows.size(); from += MAX_BATCH) {
            session.batch(Sql.INSERT_AUDIT, rows.subList(from, Math.min(from + MAX_BATCH, rows.size())));
        }
        chain = deleteOldest(session, chain, pending.keep());
        replaceChain(session, chain);
    }

    /** Deletes row by row: a range would lock the gap before it in MySQL, where another workspace appends. */
    private static AuditChain deleteOldest(Session session, AuditChain chain, int keep) throws SQLException {
        long first = Math.min(chain.last() - keep + 1, chain.first() + MAX_DELETED);
        if (first <= chain.first()) {
            return chain;
        }
        List<String> anchor = hash(session, chain.workspace(), first - 1);
        if (anchor.isEmpty()) { // deleted by hand; the next change finds the one after
            return chain;
        }
        List<@Nullable Object[]> oldest = new ArrayList<>();
        LongStream.range(chain.first(), first)
                .forEach(number -> oldest.add(new @Nullable Object[] {chain.workspace(), number}));
        session.batch(Sql.DELETE_AUDIT, oldest);
        return chain.startingAt(first, anchor.get(0));
    }

    /** Deletes the oldest entries of a workspace, up to the first that is not older, and returns their number. */
    int deleteBefore(Session session, String workspace, Instant time) throws SQLException {
        AuditChain chain = lock(session, workspace);
        long first =
                session
                        .query(Sql.LOCK_FIRST_AUDIT_SINCE, row -> row.getLong("seq"), workspace, dialect.roundUp(time))
                        .stream()
                        .findFirst()
                        .orElse(chain.last() + 1);
        List<String> anchor = hash(session, workspace, first - 1);
        if (anchor.isEmpty()) {
            return 0;
        }
        int deleted = session.update(Sql.DELETE_AUDIT_BEFORE, workspace, first);
        replaceChain(session, chain.startingAt(first, anchor.get(0)));
        return deleted;
    }

    /** Returns the hash of an entry; empty if there is no such entry. */
    private static List<String> hash(Session session, String workspace, long number) throws SQLException {
        return session.query(Sql.LOCK_AUDIT_HASH, row -> row.getString("hash"), workspace, number);
    }

    private static void replaceChain(Session session, AuditChain chain) throws SQLException {
        session.update(Sql.REPLACE_CHAIN, chain.first(), chain.anchor(), chain.last(), chain.head(), chain.workspace());
    }

    private @Nullable Object[] values(ChainedEntry chained) {
        AuditEntry entry = chained.entry();
        return new @Nullable Object[] {
            entry.workspace(),
            chained.number(),
            dialect.time(entry.time()),
            entry.actor(),
            entry.action(),
            entry.key() == null ? null : entry.key().value(),
            entry.reason(),
            AuditJson.write(entry.changes()).toString(),
            chained.hash()
        };
    }

    static AuditChain readChain(ResultSet row) throws SQLException {
        return new AuditChain(
                row.getString("workspace"),
                row.getLong("first_seq"),
                row.getString("anchor"),
                row.getLong("last_seq"),
                row.getString("head"));
    }

    /** Reads an entry. One that somebody made unreadable is shown as such, and does not hide the others. */
    ChainedEntry read(ResultSet row) throws SQLException {
        String workspace = row.getString("workspace");
        Instant time = Objects.requireNonNull(dialect.time(row, "changed_at"));
        long number = Math.max(1, row.getLong("seq"));
        try {
            String key = row.getString("key_id");
            AuditEntry entry = new AuditEntry(
                    time,
                    row.getString("actor"),
                    row.getString("action"),
                    workspace,
                    key == null ? null : new KeyId(key),
                    row.getString("reason"),
                    AuditJson.read(JsonReader.read(row.getString("changes"), "changes")));
            return new ChainedEntry(entry, number, row.getString("hash"));
        } catch (IllegalArgumentException e) {
            AuditEntry unreadable = new AuditEntry(time, "unknown", "unreadable", workspace, null, null, List.of());
            return new ChainedEntry(unreadable, number, "");
        }
    }
}
