package io.keystile.jdbc;

import io.keystile.store.StoreChange;
import io.keystile.store.StoreException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads the rows that {@link ChangeLog} has written, every half second.
 *
 * <p>Rows become visible in the order of commits, which is not that of their ids. So whichever node sees a row first
 * gives it a number, in a transaction that locks the count: numbers are consecutive, and become visible in their order.
 * Each node reads on from its last number. If the next one is missing, rows were deleted, and anything may have
 * changed.
 */
final class PolledChanges implements ChangeSource {
    private static final long PERIOD_MILLIS = 500;
    private static final int MAX_ROWS = 1_000;
    private static final long NOT_CONNECTED = -1;

    private final Sessions sessions;
    private final CountDownLatch closed;
    /** The number of the last row that was passed. */
    private long position = NOT_CONNECTED;

    private record Row(long number, String what) {}

    PolledChanges(Sessions sessions, CountDownLatch closed) {
        this.sessions = sessions;
        this.closed = closed;
    }

    @Override
    public void receive(Consumer<StoreChange> listener) {
        if (position == NOT_CONNECTED) {
            passAnything(count(), listener);
        } else if (isClosedWithin(PERIOD_MILLIS)) {
            return;
        }
        numberRows();
        long count = count();
        if (count < position) { // a backup was restored
            passAnything(count, listener);
        }
        while (position < count) {
            pass(rowsAfter(position), count, listener);
        }
    }

    private boolean isClosedWithin(long millis) {
        try {
            return closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("Interrupted while waiting for changes", e);
        }
    }

    private long count() {
        List<Long> counts = sessions.readCommitted("count changes", PolledChanges::count);
        return theCount(counts);
    }

    private static List<Long> count(Session session) throws SQLException {
        return session.query(Sql.CHANGE_COUNT, row -> row.getLong(1));
    }

    static long theCount(List<Long> counts) {
        if (counts.size() != 1) {
            throw new StoreException("The table keystile_change_count has no row; insert 1 and the greatest number"
                    + " in keystile_change, or 0");
        }
        return counts.get(0);
    }

    private void numberRows() {
        List<Long> ids;
        do {
            ids = sessions.readCommitted(
                    "find changes", session -> session.query(Sql.UNNUMBERED_CHANGES, row -> row.getLong(1), MAX_ROWS));
            if (!ids.isEmpty()) {
                number(ids);
            }
        } while (ids.size() == MAX_ROWS);
    }

    private void number(List<Long> ids) {
        sessions.transact("number changes", session -> {
            long number = theCount(session.query(Sql.LOCK_CHANGE_COUNT, row -> row.getLong(1)));
            for (long id : ids) {
                // Another node may have numbered it meanwhile.
                number += session.update(Sql.NUMBER_CHANGE, number + 1, id);
            }
            return session.update(Sql.SET_CHANGE_COUNT, number) == 1;
        });
    }

    private List<Row> rowsAfter(long number) {
        return sessions.readCommitted(
                "read changes",
                session -> session.query(
                        Sql.CHANGES, row -> new Row(row.getLong("number"), row.getString("what")), number, MAX_ROWS));
    }

    /** Passes rows and moves the position to the last of them, or to the count if a row is missing. */
    private void pass(List<Row> rows, long count, Consumer<StoreChange> listener) {
        if (rows.isEmpty() || rows.get(0).number() != position + 1) {
            passAnything(count, listener);
            return;
        }
        for (Row row : rows) {
            if (row.number() != position + 1) {
                return;
            }
            listener.accept(ChangeText.parse(row.what()));
            position = row.number();
        }
    }

    /** The position moves last: if the listener fails, the next call passes the same again. */
    private void passAnything(long count, Consumer<StoreChange> listener) {
        listener.accept(new StoreChange.OfAnything());
        position = count;
    }

    @Override
    public void release() {}
}
