package io.keystile.monitoring.alerts;

import io.keystile.key.KeyId;
import io.keystile.monitoring.internal.Arguments;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A query for stored alerts, one page at a time. All filters that are set must match. The incident that was first seen
 * last comes first; incidents that were first seen at the same instant are in the descending order of their ids.
 * Neither ever changes, so a page continues where the last one ended. Immutable.
 *
 * @param workspace the id of the keys' workspace, or null
 * @param keyId the public id of the key, or null. Incidents in which the key was only claimed match too
 * @param openAt the instant at which the incidents are open, or null
 * @param after the position of the last incident of the previous page, or null for the first page
 * @param limit the maximum number of incidents to return, 1 to {@value #MAX_LIMIT}
 */
public record AlertQuery(
        @Nullable String workspace,
        @Nullable KeyId keyId,
        @Nullable Instant openAt,
        @Nullable Position after,
        int limit) {
    /** The maximum number of incidents in a page. */
    public static final int MAX_LIMIT = 1_000;

    private static final Comparator<StoredAlert> NEWEST_FIRST = Comparator.comparing(StoredAlert::firstSeen)
            .thenComparing(StoredAlert::id)
            .reversed();

    /** A position in the order: that of an incident, which may have been deleted since. */
    public record Position(Instant firstSeen, String id) {
        /**
         * Checks the id, which may come from a client.
         *
         * @throws IllegalArgumentException if no incident can have this id
         */
        public Position {
            if (!StoredAlert.mayHaveId(id)) {
                throw new IllegalArgumentException("This is not the id of an alert");
            }
        }

        /** Returns the position of an incident. */
        public static Position of(StoredAlert alert) {
            return new Position(alert.firstSeen(), alert.id());
        }
    }

    /**
     * Checks the limit.
     *
     * @throws IllegalArgumentException if the limit is out of bounds
     */
    public AlertQuery {
        Arguments.upTo(MAX_LIMIT, limit, "The number of alerts in a page");
    }

    /** Returns the query for all incidents, {@value #MAX_LIMIT} to a page. */
    public static AlertQuery ofAll() {
        return new AlertQuery(null, null, null, null, MAX_LIMIT);
    }

    /** Returns the query for the incidents of a workspace's keys, {@value #MAX_LIMIT} to a page. */
    public static AlertQuery ofWorkspace(String workspace) {
        return new AlertQuery(Objects.requireNonNull(workspace, "workspace"), null, null, null, MAX_LIMIT);
    }

    /** Returns this query for the incidents of one key. */
    public AlertQuery withKey(KeyId key) {
        return new AlertQuery(workspace, key, openAt, after, limit);
    }

    /** Returns this query for incidents that are open at an instant. */
    public AlertQuery openAt(Instant time) {
        return new AlertQuery(workspace, keyId, time, after, limit);
    }

    /** Returns this query for the page after the one that ended with {@code last}. */
    public AlertQuery after(StoredAlert last) {
        return after(Position.of(last));
    }

    /** Returns this query for the page after a position. */
    public AlertQuery after(Position position) {
        return new AlertQuery(workspace, keyId, openAt, position, limit);
    }

    /** Returns this query with another page size. */
    public AlertQuery withLimit(int newLimit) {
        return new AlertQuery(workspace, keyId, openAt, after, newLimit);
    }

    /** Returns the order in which the incidents are listed. */
    public static Comparator<StoredAlert> order() {
        return NEWEST_FIRST;
    }

    /** Returns whether an incident matches, on this page or a later one. */
    public boolean matches(StoredAlert alert) {
        return (workspace == null || workspace.equals(alert.workspace()))
                && (keyId == null || keyId.equals(alert.keyId()))
                && (openAt == null || alert.isOpenAt(openAt))
                && (after == null || follows(after, alert));
    }

    private static boolean follows(Position position, StoredAlert alert) {
        int byTime = alert.firstSeen().compareTo(position.firstSeen());
        return byTime < 0 || (byTime == 0 && alert.id().compareTo(position.id()) < 0);
    }
}
