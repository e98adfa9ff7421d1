package io.keystile.jdbc;

import io.keystile.store.AuditQuery;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The SQL statement of an {@link AuditQuery}, with its parameters. */
final class AuditListing {
    private final List<String> conditions = new ArrayList<>();
    private final List<@Nullable Object> values = new ArrayList<>();

    AuditListing(AuditQuery query, Dialect dialect) {
        if (query.workspace() != null) {
            where("a.workspace = ?", query.workspace());
        }
        if (query.key() != null) {
            where("a.key_id = ?", query.key().value());
        }
        AuditQuery.Position after = query.after();
        if (after != null) {
            Object time = dialect.time(after.time());
            where(
                    "a.changed_at <= ? AND (a.changed_at < ? OR a.workspace < ? OR (a.workspace = ? AND a.seq < ?))",
                    time,
                    time,
                    after.workspace(),
                    after.workspace(),
                    after.number());
        }
        values.add(query.limit());
    }

    /** Returns whether an entry can match: a database may reject a text that no id can have. */
    static boolean canMatch(AuditQuery query) {
        return (query.workspace() == null || Listing.isId(query.workspace()))
                && (query.after() == null || Listing.isId(query.after().workspace()));
    }

    String sql() {
        return "SELECT " + Sql.AUDIT + " FROM keystile_audit a"
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
                + " ORDER BY a.changed_at DESC, a.workspace DESC, a.seq DESC LIMIT ?";
    }

    @Nullable
    Object[] values() {
        return values.toArray();
    }

    private void where(String condition, @Nullable Object... parameters) {
        conditions.add(condition);
        for (@Nullable Object parameter : parameters) {
            values.add(parameter);
        }
    }
}
