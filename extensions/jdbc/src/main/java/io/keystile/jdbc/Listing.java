package io.keystile.jdbc;

import io.keystile.store.KeyQuery;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The SQL statement of a {@link KeyQuery}, with its parameters. */
final class Listing {
    private final Dialect dialect;
    private final List<String> conditions = new ArrayList<>();
    private final List<@Nullable Object> values = new ArrayList<>();
    private final boolean descending;

    Listing(KeyQuery query, Dialect dialect) {
        this.dialect = dialect;
        if (query.workspace() != null) {
            where("k.workspace = ?", query.workspace());
        }
        if (query.environment() != null) {
            where("k.environment = ?", query.environment());
        }
        if (query.namePrefix() != null) {
            whereNameBegins(query.namePrefix());
        }
        if (query.owner() != null) {
            where("k.owner = ?", query.owner());
        }
        if (query.tag() != null) {
            // A list in JSON, whose tags hold neither quotes nor anything that is escaped.
            where("k.tags LIKE ? ESCAPE '!'", "%\"" + query.tag().replace("_", "!_") + "\"%");
        }
        if (query.service() != null) {
            where("k.services LIKE ?", "%\"" + query.service() + "\"%");
        }
        if (query.unusedSince() != null) {
            Object since = dialect.roundUp(query.unusedSince());
            where("k.created_at < ? AND (k.last_used_at IS NULL OR k.last_used_at < ?)", since, since);
        }
        if (query.status() != null) {
            where(query.status());
        }
        if (query.ending() != null) {
            where("k.ends_at > ?", dialect.time(query.ending().after()));
            where("k.ends_at <= ?", dialect.time(query.ending().upTo()));
        }
        this.descending = query.descending();
        if (query.after() != null) {
            where(query.after());
        }
        values.add(query.limit());
    }

    String sql() {
        return "SELECT " + Sql.KEY + " FROM keystile_key k"
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
                + (descending
                        ? " ORDER BY k.created_at DESC, k.id DESC LIMIT ?"
                        : " ORDER BY k.created_at, k.id LIMIT ?");
    }

    @Nullable
    Object[] values() {
        return values.toArray();
    }

    private void where(String condition, @Nullable Object... parameters) {
        conditions.add(condition);
        values.addAll(List.of(parameters));
    }

    /** Follows {@link io.keystile.model.ApiKeyRecord#statusAt}: only an active key expires. */
    private void where(KeyQuery.StatusAt status) {
        Object at = dialect.time(status.at());
        switch (status.status()) {
            case ACTIVE -> where("k.status = 'ACTIVE' AND (k.ends_at IS NULL OR k.ends_at > ?)", at);
            case EXPIRED -> where("k.status = 'ACTIVE' AND k.ends_at <= ?", at);
            case DISABLED, REVOKED -> where("k.status = ?", status.status().name());
        }
    }

    /**
     * Selects the keys after a position. PostgreSQL uses its index for a comparison of pairs; the others use theirs
     * only for a condition on the time alone.
     */
    private void where(KeyQuery.Position position) {
        Object time = dialect.time(position.createdAt());
        String id = position.id().value();
        String beyond = descending ? "<" : ">";
        if (dialect == Dialect.POSTGRESQL) {
            where("(k.created_at, k.id) " + beyond + " (?, ?)", time, id);
        } else {
            where(
                    "k.created_at " + beyond + "= ? AND (k.created_at " + beyond + " ? OR k.id " + beyond + " ?)",
                    time,
                    time,
                    id);
        }
    }

    /**
     * Compares with a range. PostgreSQL uses an index for LIKE only if the pattern is a constant, and MariaDB's range
     * for LIKE ends at U+FFFF. MySQL's range has names without the blanks at the prefix's end too, so it is followed by
     * an exact comparison. H2 sorts by UTF-16, in which the range would be another.
     */
    private void whereNameBegins(String prefix) {
        if (dialect == Dialect.H2) {
            where("k.name LIKE ? ESCAPE '!'", prefix.replaceAll("[!%_]", "!$0") + "%");
            return;
        }
        if (dialect == Dialect.MYSQL && !prefix.isEmpty()) {
            where("LOCATE(?, k.name) = 1", prefix);
        }
        where("k.name >= ?", prefix);
        String end = firstAfter(prefix);
        if (end != null) {
            where("k.name < ?", end);
        }
    }

    /**
     * Returns the smallest text, by code points, that is greater than all with {@code prefix}; null if there is none.
     */
    private static @Nullable String firstAfter(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            end -= Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                return prefix.substring(0, end) + Character.toString(next);
            }
        }
        return null;
    }

    /**
     * Returns whether a key can match the query. No key matches a text with characters that ids or names cannot have; a
     * database may reject these characters, so the query must not be sent.
     */
    static boolean canMatch(KeyQuery query) {
        String prefix = query.namePrefix();
        return (query.workspace() == null || isId(query.workspace()))
                && (prefix == null || prefix.codePoints().noneMatch(Listing::isForbiddenInNames))
                && (query.owner() == null || isOwner(query.owner()));
    }

    /** Returns whether all characters are allowed in a workspace's id. Some databases would ignore trailing blanks. */
    static boolean isId(String text) {
        return text.chars().allMatch(c -> c > ' ' && c <= '~');
    }

    private static boolean isOwner(String owner) {
        return owner.equals(owner.strip()) && owner.codePoints().noneMatch(Listing::isForbiddenInNames);
    }

    private static boolean isForbiddenInNames(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }
}
