package io.keystile.jdbc;

import io.keystile.store.StoreChange;
import io.keystile.store.StoreException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a row for each change, in its transaction, for {@link PolledChanges} of other nodes, and deletes old rows. In
 * PostgreSQL triggers tell changes, and nothing is written. Thread-safe.
 */
final class ChangeLog {
    /** Rows with older ids are deleted, whether a node has read them or none reads. */
    static final int KEPT = 100_000;

    static final int ROWS_PER_PURGE = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(ChangeLog.class);
    private static final int MAX_ROWS = 1_000;

    private final boolean written;
    private final int kept;
    private final AtomicLong rowsWritten = new AtomicLong();

    private record Row(long id, boolean numbered) {}

    ChangeLog(Dialect dialect, int kept) {
        this.written = dialect != Dialect.POSTGRESQL;
        this.kept = kept;
    }

    /** Writes the changes of a transaction. Always returns true, to be committed by {@link Transaction}. */
    boolean write(Session session, List<StoreChange> changes) throws SQLException {
        if (!written || changes.isEmpty()) {
            return true;
        }
        List<@Nullable Object[]> rows = new ArrayList<>();
        changes.forEach(change -> rows.add(new @Nullable Object[] {ChangeText.of(change)}));
        return session.batch(Sql.INSERT_CHANGE, rows);
    }

    /**
     * Deletes old rows after the first write, and after each {@value #ROWS_PER_PURGE} rows. Failures are logged.
     *
     * @param rows the number of rows that were written just now
     */
    void purgeSometimes(Sessions sessions, int rows) {
        if (!written) {
            return;
        }
        long before = rowsWritten.getAndAdd(rows);
        if (before == 0 || before / ROWS_PER_PURGE != (before + rows) / ROWS_PER_PURGE) {
            try {
                purge(sessions);
            } catch (StoreException e) {
                LOG.debug("Old rows of keystile_change could not be deleted; a later write tries again", e);
            }
        }
    }

    void purge(Sessions sessions) {
        List<Row> old;
        do {
            old = oldRows(sessions);
            if (!old.isEmpty()) {
                delete(sessions, old);
            }
        } while (old.size() == MAX_ROWS);
    }

    private List<Row> oldRows(Sessions sessions) {
        return sessions.readCommitted(
                "find old changes",
                session -> session.query(
                        Sql.OLD_CHANGES,
                        row -> new Row(row.getLong("id"), row.getObject("number") != null),
                        kept,
                        MAX_ROWS));
    }

    /** If a row that no node has numbered is deleted, the count leaves a number out, which nodes notice. */
    private static void delete(Sessions sessions, List<Row> rows) {
        boolean unread = !rows.stream().allMatch(Row::numbered);
        sessions.transact("delete old changes", session -> {
            long number = PolledChanges.theCount(session.query(Sql.LOCK_CHANGE_COUNT, row -> row.getLong(1)));
            List<@Nullable Object[]> ids = new ArrayList<>();
            rows.forEach(row -> ids.add(new @Nullable Object[] {row.id()}));
            session.batch(Sql.DELETE_CHANGE, ids);
            return !unread || session.update(Sql.SET_CHANGE_COUNT, number + 1) == 1;
        });
    }
}
