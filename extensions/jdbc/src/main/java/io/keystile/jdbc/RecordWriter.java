package io.keystile.jdbc;

import io.keystile.model.ApiKeyRecord;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.StoreWrite;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the changes of one write, in their order. */
final class RecordWriter {
    private static final int MAX_BATCH = 1_000;

    private final KeyRow rows;

    RecordWriter(KeyRow rows) {
        this.rows = rows;
    }

    /** A batch has met a conflict, and does not tell which of its rows: they have to be written one by one. */
    static final class ConflictInBatchException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ConflictInBatchException(SQLException cause) {
            super(cause);
        }
    }

    /**
     * Makes the changes, keys that are inserted in a row by batches.
     *
     * @return false if a record has another version; then the transaction is to be rolled back
     * @throws ConflictInBatchException if something in a batch cannot be inserted
     * @throws IllegalStateException if something else cannot be
     */
    boolean writeInBatches(Session session, List<StoreWrite> writes) throws SQLException {
        List<@Nullable Object[]> batch = new ArrayList<>();
        for (StoreWrite write : writes) {
            if (write instanceof StoreWrite.InsertKey insert) {
                batch.add(rows.values(insert.key()));
                if (batch.size() == MAX_BATCH) {
                    insertAll(session, batch);
                }
            } else {
                insertAll(session, batch);
                if (!write(session, write)) {
                    return false;
                }
            }
        }
        insertAll(session, batch);
        return true;
    }

    private static void insertAll(Session session, List<@Nullable Object[]> batch) throws SQLException {
        if (batch.isEmpty()) {
            return;
        }
        try {
            session.batch(Sql.INSERT_KEY, batch);
        } catch (SQLException e) {
            if (SqlFailure.isConflict(e)) {
                throw new ConflictInBatchException(e);
            }
            throw e;
        }
        batch.clear();
    }

    /** Makes the changes one by one; otherwise as {@link #writeInBatches}. */
    boolean writeOneByOne(Session session, List<StoreWrite> writes) throws SQLException {
        for (StoreWrite write : writes) {
            if (!write(session, write)) {
                return false;
            }
        }
        return true;
    }

    private boolean write(Session session, StoreWrite write) throws SQLException {
        if (write instanceof StoreWrite.InsertKey insert) {
            return write(session, Sql.INSERT_KEY, insert.key(), rows.values(insert.key()));
        }
        if (write instanceof StoreWrite.ReplaceKey replace) {
            ApiKeyRecord next = replace.next();
            return write(session, Sql.REPLACE_KEY, next, replacing(rows.values(next), next.version() - 1));
        }
        if (write instanceof StoreWrite.DeleteKey delete) {
            return session.update(Sql.DELETE_KEY, delete.id().value(), delete.version()) > 0;
        }
        if (write instanceof StoreWrite.InsertWorkspace insert) {
            return write(session, Sql.INSERT_WORKSPACE, insert.workspace(), WorkspaceRow.values(insert.workspace()));
        }
        WorkspaceRecord next = ((StoreWrite.ReplaceWorkspace) write).next();
        return write(session, Sql.REPLACE_WORKSPACE, next, replacing(WorkspaceRow.values(next), next.version() - 1));
    }

    /** Returns the parameters of a statement that replaces this version of the row with the values. */
    static @Nullable Object[] replacing(@Nullable Object[] values, long version) {
        @Nullable Object[] parameters = Arrays.copyOf(values, values.length + 2);
        parameters[values.length] = values[0];
        parameters[values.length + 1] = version;
        return parameters;
    }

    private static boolean write(Session session, String sql, ApiKeyRecord key, @Nullable Object[] values)
            throws SQLException {
        try {
            return session.update(sql, values) > 0;
        } catch (SQLException e) {
            if (SqlFailure.isTakenId(e)) {
                throw new IllegalStateException("There is a key " + key.id() + " already");
            }
            if (SqlFailure.isMissingReference(e)) {
                throw new IllegalStateException(
                        "There is no workspace \"" + key.workspace() + "\"; create it before its keys");
            }
            throw e;
        }
    }

    private static boolean write(Session session, String sql, WorkspaceRecord workspace, @Nullable Object[] values)
            throws SQLException {
        try {
            return session.update(sql, values) > 0;
        } catch (SQLException e) {
            if (SqlFailure.isTakenId(e)) {
                throw new IllegalStateException("There is a workspace \"" + workspace.id() + "\" already");
            }
            throw e;
        }
    }
}
