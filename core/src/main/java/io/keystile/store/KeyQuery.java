package io.keystile.store;

import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.KeyStatus;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Which keys to list. What is not set does not matter; all that is set must hold. Keys are listed in the order of their
 * creation and, of those created at once, of their ids, so that each page goes on where the one before it ended, whatever
 * has been added or removed meanwhile.
 *
 * <p>Start from {@link #ofAll} or {@link #ofWorkspace}. Immutable.
 *
 * @param workspace the id of the workspace that the keys belong to, or null
 * @param environment the environment that they were issued for, or null
 * @param namePrefix what their names begin with, case counting, or null
 * @param status where they stand, and when, or null
 * @param ending when their end lies, or null
 * @param after the key that the page before ended with, or null for the first page
 * @param limit the most keys to return, 1 to {@value #MAX_LIMIT}
 */
public record KeyQuery(
        @Nullable String workspace,
        @Nullable String environment,
        @Nullable String namePrefix,
        @Nullable StatusAt status,
        @Nullable Ending ending,
        @Nullable Position after,
        int limit) {
    /** The most keys that a page has. */
    public static final int MAX_LIMIT = 1_000;

    /** The order in which keys are listed. */
    public static final Comparator<ApiKeyRecord> ORDER =
            Comparator.comparing(ApiKeyRecord::createdAt).thenComparing(ApiKeyRecord::id);

    /** Where a key stands at a time, as {@link ApiKeyRecord#statusAt} tells. */
    public record StatusAt(KeyStatus status, Instant at) {}

    /** An end, as {@link ApiKeyRecord#endsAt} tells, after one instant and not after another. */
    public record Ending(Instant after, Instant upTo) {}

    /** A place in the order: that of a key which need not exist any more. */
    public record Position(Instant createdAt, KeyId id) {}

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if the limit is out of its bounds, or the environment cannot stand in a key
     */
    public KeyQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("A page has 1 to " + MAX_LIMIT + " keys; got " + limit);
        }
        if (environment != null) {
            ApiKeyFormat.requireEnvironment(environment);
        }
    }

    /** Returns the query for all keys, {@value #MAX_LIMIT} to a page. */
    public static KeyQuery ofAll() {
        return new KeyQuery(null, null, null, null, null, null, MAX_LIMIT);
    }

    /** Returns the query for a workspace's keys, {@value #MAX_LIMIT} to a page. */
    public static KeyQuery ofWorkspace(String workspace) {
        return ofAll().withWorkspace(workspace);
    }

    /** Returns this query for one workspace's keys. */
    public KeyQuery withWorkspace(String id) {
        return new KeyQuery(id, environment, namePrefix, status, ending, after, limit);
    }

    /** Returns this query for keys of one environment. */
    public KeyQuery withEnvironment(String name) {
        return new KeyQuery(workspace, name, namePrefix, status, ending, after, limit);
    }

    /** Returns this query for keys whose names begin so. */
    public KeyQuery withNamePrefix(String prefix) {
        return new KeyQuery(workspace, environment, prefix, status, ending, after, limit);
    }

    /** Returns this query for keys that have this status at that time. */
    public KeyQuery withStatus(KeyStatus wanted, Instant at) {
        return new KeyQuery(workspace, environment, namePrefix, new StatusAt(wanted, at), ending, after, limit);
    }

    /** Returns this query for keys that end after {@code from} and not after {@code upTo}. */
    public KeyQuery endingIn(Instant from, Instant upTo) {
        return new KeyQuery(workspace, environment, namePrefix, status, new Ending(from, upTo), after, limit);
    }

    /** Returns this query for the page that follows the one that ended with {@code last}. */
    public KeyQuery after(ApiKeyRecord last) {
        return new KeyQuery(
                workspace, environment, namePrefix, status, ending, new Position(last.createdAt(), last.id()), limit);
    }

    /** Returns this query with another size of pages. */
    public KeyQuery withLimit(int newLimit) {
        return new KeyQuery(workspace, environment, namePrefix, status, ending, after, newLimit);
    }

    /** Tells whether a key is one of those that are asked for, on this page or a later one. */
    public boolean matches(ApiKeyRecord key) {
        return (workspace == null || workspace.equals(key.workspace()))
                && (environment == null || environment.equals(key.environment()))
                && (namePrefix == null || key.settings().name().startsWith(namePrefix))
                && (status == null || status.status() == key.statusAt(status.at()))
                && (ending == null || isIn(ending, key.endsAt()))
                && (after == null || isAfter(after, key));
    }

    private static boolean isIn(Ending ending, @Nullable Instant end) {
        return end != null && end.isAfter(ending.after()) && !end.isAfter(ending.upTo());
    }

    private static boolean isAfter(Position position, ApiKeyRecord key) {
        int order = key.createdAt().compareTo(position.createdAt());
        return order > 0 || (order == 0 && key.id().compareTo(position.id()) > 0);
    }
}
