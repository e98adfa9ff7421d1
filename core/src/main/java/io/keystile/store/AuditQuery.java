package io.keystile.store;

import io.keystile.key.KeyId;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A query for audit entries, one page at a time, the newest first. All filters that are set must match. Entries of the
 * same instant are ordered by workspace and number. Immutable.
 *
 * @param workspace the id of the workspace, whose keys' entries are included; or null for all
 * @param key the id of the key, which may have been deleted; or null for all, and for the workspaces themselves
 * @param after the last entry of the previous page, or null for the first page
 * @param limit the maximum number of entries to return, 1 to {@value #MAX_LIMIT}
 */
public record AuditQuery(
        @Nullable String workspace,
        @Nullable KeyId key,
        @Nullable Position after,
        int limit) {
    /** The maximum number of entries in a page. */
    public static final int MAX_LIMIT = 1_000;

    private static final Comparator<Position> NEWEST_FIRST = Comparator.comparing(Position::time)
            .thenComparing(Position::workspace)
            .thenComparing(Position::number)
            .reversed();

    /** A position in the order: that of an entry, which may have been deleted since. */
    public record Position(Instant time, String workspace, long number) {
        static Position of(ChainedEntry entry) {
            return new Position(entry.entry().time(), entry.entry().workspace(), entry.number());
        }
    }

    /**
     * Checks the limit.
     *
     * @throws IllegalArgumentException if it is out of bounds
     */
    public AuditQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("A page has 1 to " + MAX_LIMIT + " entries; got " + limit);
        }
    }

    /** Returns the query for all entries, {@value #MAX_LIMIT} to a page. */
    public static AuditQuery ofAll() {
        return new AuditQuery(null, null, null, MAX_LIMIT);
    }

    /** Returns the query for the entries of a workspace and its keys, {@value #MAX_LIMIT} to a page. */
    public static AuditQuery ofWorkspace(String workspace) {
        return ofAll().withWorkspace(workspace);
    }

    /** Returns the query for the entries of a key, {@value #MAX_LIMIT} to a page. */
    public static AuditQuery ofKey(KeyId key) {
        return new AuditQuery(null, key, null, MAX_LIMIT);
    }

    /** Returns this query for one workspace and its keys. */
    public AuditQuery withWorkspace(String id) {
        return new AuditQuery(Objects.requireNonNull(id, "id"), key, after, limit);
    }

    /** Returns this query with another page size. */
    public AuditQuery withLimit(int newLimit) {
        return new AuditQuery(workspace, key, after, newLimit);
    }

    /** Returns the query for the page after the one that ends with {@code last}. */
    public AuditQuery after(ChainedEntry last) {
        return after(Position.of(last));
    }

    /** Returns this query for the entries after a position. */
    public AuditQuery after(Position position) {
        return new AuditQuery(workspace, key, position, limit);
    }

    /** Returns the order of the entries. */
    static Comparator<ChainedEntry> order() {
        return Comparator.comparing(Position::of, NEWEST_FIRST);
    }

    boolean matches(ChainedEntry entry) {
        return (workspace == null || workspace.equals(entry.entry().workspace()))
                && (key == null || key.equals(entry.entry().key()))
                && (after == null || NEWEST_FIRST.compare(Position.of(entry), after) > 0);
    }
}
