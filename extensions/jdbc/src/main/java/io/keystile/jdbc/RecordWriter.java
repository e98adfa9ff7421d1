package io.keystile.jdbc;

import io.keystile.model.ApiKeyRecord;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.StoreWrite;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Applies the changes of one write in their order. */
final class RecordWriter {
    private static final int MAX_BATCH = 1_000;

    private final KeyRow rows;
    private final AuditTables audit;

    RecordWriter(KeyRow rows, AuditTables audit) {
        this.rows = rows;
        this.audit = audit;
    }

    /**
     * Thrown if a row of a batch violates a constraint. The driver does not say which row, so retry the rows one by
     * one.
     */
    static final class ConflictInBatchException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ConflictInBatchException(SQLException cause) {
            super(cause);
        }
    }

    /**
     * Applies the changes. Consecutive insertions of keys are sent in batches of up to {@value #MAX_BATCH}.
     *
     * @return false if a record is missing or has another version; the caller then rolls the transaction back
     * @throws ConflictInBatchException if a key in a batch violates a constraint
     * @throws IllegalStateException if another change fails because an id is taken or a workspace does not exist
     */
    boolean writeInBatches(Session session, List<StoreWrite> writes) throws SQLException {
        List<AuditTables.Pending> chains = audit.lock(session, writes);
        List<@Nullable Object[]> batch = new ArrayList<>();
        for (StoreWrite write : writes) {
            if (write instanceof StoreWrite.InsertKey insert) {
                batch.add(rows.values(insert.key()));
                if (batch.size() == MAX_BATCH) {
                    insertAll(session, batch);
                }
            } else {
                insertAll(session, batch);
                if (!apply(session, write)) {
                    return false;
                }
            }
        }
        insertAll(session, batch);
        audit.append(session, chains);
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

    /**
     * Applies the changes one by one.
     *
     * @return false if a record is missing or has another version; the caller then rolls the transaction back
     * @throws IllegalStateException if an id is taken, or a key's workspace does not exist
     */
    boolean writeOneByOne(Session session, List<StoreWrite> writes) throws SQLException {
        List<AuditTables.Pending> chains = audit.lock(session, writes);
        for (StoreWrite write : writes) {
            if (!apply(session, write)) {
                return false;
            }
        }
        audit.append(session, chains);
        return true;
    }

    private boolean apply(Session session, StoreWrite write) throws SQLException {
        if (write instanceof StoreWrite.InsertKey insert) {
            return writeKey(session, Sql.INSERT_KEY, insert.key(), rows.values(insert.key()));
        }
        if (write instanceof StoreWrite.ReplaceKey replace) {
            ApiKeyRecord next = replace.next();
            return writeKey(session, Sql.REPLACE_KEY, next, replaceParameters(rows.values(next), next.version() - 1));
        }
        if (write instanceof StoreWrite.DeleteKey delete) {
            return session.update(Sql.DELETE_KEY, delete.id().value(), delete.version()) > 0;
        }
        if (write instanceof StoreWrite.InsertWorkspace insert) {
            return writeWorkspace(
                    session, Sql.INSERT_WORKSPACE, insert.workspace(), WorkspaceRow.values(insert.workspace()));
        }
        if (write instanceof StoreWrite.AppendAudit) {
            return true; // appended when all changes are made
        }
        WorkspaceRecord next = ((StoreWrite.ReplaceWorkspace) write).next();
        return writeWorkspace(
                session, Sql.REPLACE_WORKSPACE, next, replaceParameters(WorkspaceRow.values(next), next.version() - 1));
    }

    /**
     * Returns the parameters of {@link Sql#REPLACE_KEY} or {@link Sql#REPLACE_WORKSPACE}; {@code values} has the id
     * first.
     */
    static @Nullable Object[] replaceParameters(@Nullable Object[] values, long version) {
        @Nullable Object[] parameters = Arrays.copyOf(values, values.length + 2);
        parameters[values.length] = values[0];
        parameters[values.length + 1] = version;
        return parameters;
    }

    private static boolean writeKey(Session session, String sql, ApiKeyRecord key, @Nullable Object[] values)
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

    private static boolean writeWorkspace(
            Session session, String sql, WorkspaceRecord workspace, @Nullable Object[] values) throws SQLException {
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
