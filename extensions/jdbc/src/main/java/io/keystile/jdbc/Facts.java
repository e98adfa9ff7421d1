package io.keystile.jdbc;

import io.keystile.store.StoreFacts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads and replaces the one row of {@code keystile_facts}. */
final class Facts {
    private Facts() {}

    static StoreFacts read(ResultSet row) throws SQLException {
        return StoreFacts.parse(row.getString("facts"));
    }

    /**
     * Replaces the row.
     *
     * @return false if it is not as expected; the caller then rolls the transaction back
     */
    static boolean replace(Session session, @Nullable StoreFacts expected, @Nullable StoreFacts next)
            throws SQLException {
        List<StoreFacts> present = session.query(Sql.LOCK_FACTS, Facts::read);
        if (!Objects.equals(present.isEmpty() ? null : present.get(0), expected)) {
            return false;
        }
        if (next == null) {
            session.update(Sql.DELETE_FACTS);
        } else if (expected == null) {
            return insert(session, next);
        } else {
            session.update(Sql.REPLACE_FACTS, next.toJson());
        }
        return true;
    }

    private static boolean insert(Session session, StoreFacts first) throws SQLException {
        try {
            return session.update(Sql.INSERT_FACTS, first.toJson()) > 0;
        } catch (SQLException e) {
            if (SqlFailure.isTakenId(e)) { // by another node that started at the same time
                return false;
            }
            throw e;
        }
    }
}
