package io.keystile.jdbc;

import io.keystile.store.KeyQuery;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The statement that answers a {@link KeyQuery}. */
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
        if (query.unusedSince() != null) {
            Object since = dialect.time(query.unusedSince());
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

    /** As {@link io.keystile.model.ApiKeyRecord#statusAt} tells: only an active key expires. */
    private void where(KeyQuery.StatusAt status) {
        Object at = dialect.time(status.at());
        switch (status.status()) {
            case ACTIVE -> where("k.status = 'ACTIVE' AND (k.ends_at IS NULL OR k.ends_at > ?)", at);
            case EXPIRED -> where("k.status = 'ACTIVE' AND k.ends_at <= ?", at);
            case DISABLED, REVOKED -> where("k.status = ?", status.status().name());
        }
    }

    /** PostgreSQL finds a place in an index by the pair; the others find it by the time, if that stands alone. */
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

    /** A range in PostgreSQL, where LIKE uses an index only for a constant. */
    private void whereNameBegins(String prefix) {
        if (dialect != Dialect.POSTGRESQL) {
            where("k.name LIKE ? ESCAPE '!'", prefix.replaceAll("[!%_]", "!$0") + "%");
            return;
        }
        where("k.name >= ?", prefix);
        String end = firstAfter(prefix);
        if (end != null) {
            where("k.name < ?", end);
        }
    }

    /** Returns the first text after all that begin with {@code prefix}, in the order of code points; null if none is. */
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

    /** Tells whether any key can be found: not if a text is asked for that none can have, and databases may not take. */
    static boolean canFind(KeyQuery query) {
        String prefix = query.namePrefix();
        return (query.workspace() == null || isId(query.workspace()))
                && (prefix == null || prefix.codePoints().noneMatch(Listing::isInNoName))
                && (query.owner() == null || isOwner(query.owner()));
    }

    /** Tells whether a text can be the id of a workspace; databases that ignore trailing blanks are not to be asked. */
    static boolean isId(String text) {
        return text.chars().allMatch(c -> c > ' ' && c <= '~');
    }

    /** Databases that ignore trailing blanks are not asked for an owner who ends in one. */
    private static boolean isOwner(String owner) {
        return owner.codePoints().noneMatch(Listing::isInNoName);
    }

    private static boolean isInNoName(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }
}
