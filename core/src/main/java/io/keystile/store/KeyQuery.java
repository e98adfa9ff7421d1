package io.keystile.store;

import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A query for keys, one page at a time. All filters that are set must match. Keys are listed in the order of their
 * creation and, if created at the same instant, of their ids; so a page continues where the last one ended, even if
 * keys were added or removed in between. A key that is added in between by a node whose clock is behind may belong to a
 * page before; {@link ApiKeyStore#forEachKey} passes it nonetheless.
 *
 * <p>Start from {@link #ofAll} or {@link #ofWorkspace}. Immutable.
 *
 * @param workspace the id of the keys' workspace, or null
 * @param environment the environment that the keys were issued for, or null
 * @param namePrefix the start of the keys' names, case-sensitive, or null
 * @param owner the owner of the keys, compared exactly, or null
 * @param tag a tag of the keys, or null
 * @param service a service that the keys name, or null; keys for all services name none
 * @param status the effective status of the keys at an instant, or null
 * @param ending the bounds of the keys' end, or null
 * @param unusedSince the instant since which the keys were not used; they were created before it; or null
 * @param descending whether the order is reversed
 * @param after the last key of the previous page, or null for the first page
 * @param limit the maximum number of keys to return, 1 to {@value #MAX_LIMIT}
 */
public record KeyQuery(
        @Nullable String workspace,
        @Nullable String environment,
        @Nullable String namePrefix,
        @Nullable String owner,
        @Nullable String tag,
        @Nullable String service,
        @Nullable StatusAt status,
        @Nullable Ending ending,
        @Nullable Instant unusedSince,
        boolean descending,
        @Nullable Position after,
        int limit) {
    /** The maximum number of keys in a page. */
    public static final int MAX_LIMIT = 1_000;

    private static final Comparator<ApiKeyRecord> BY_CREATION =
            Comparator.comparing(ApiKeyRecord::createdAt).thenComparing(ApiKeyRecord::id);

    /** An effective status at an instant, see {@link ApiKeyRecord#statusAt}. */
    public record StatusAt(KeyStatus status, Instant at) {}

    /** Bounds of {@link ApiKeyRecord#endsAt}: after one instant, and not after another. */
    public record Ending(Instant after, Instant upTo) {}

    /** A position in the order: that of a key, which may have been deleted since. */
    public record Position(Instant createdAt, KeyId id) {}

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if the limit is out of bounds, the environment cannot occur in a key, or the tag
     *     or service is not well-formed
     */
    public KeyQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("A page has 1 to " + MAX_LIMIT + " keys; got " + limit);
        }
        if (environment != null) {
            ApiKeyFormat.requireEnvironment(environment);
        }
        if (tag != null) {
            ApiKeySettings.requireTag(tag);
        }
        if (service != null) {
            ApiKeySettings.requireService(service);
        }
    }

    /** Returns the query for all keys, {@value #MAX_LIMIT} to a page. */
    public static KeyQuery ofAll() {
        return new KeyQuery(null, null, null, null, null, null, null, null, null, false, null, MAX_LIMIT);
    }

    /** Returns the query for a workspace's keys, {@value #MAX_LIMIT} to a page. */
    public static KeyQuery ofWorkspace(String workspace) {
        return ofAll().withWorkspace(workspace);
    }

    /** Returns this query for one workspace's keys. */
    public KeyQuery withWorkspace(String id) {
        Objects.requireNonNull(id, "id"); // without a workspace, it would be a query for the keys of all
        return with(draft -> draft.workspace = id);
    }

    /** Returns this query for keys of one environment. */
    public KeyQuery withEnvironment(String name) {
        return with(draft -> draft.environment = name);
    }

    /** Returns this query for keys whose names start with {@code prefix}. */
    public KeyQuery withNamePrefix(String prefix) {
        return with(draft -> draft.namePrefix = prefix);
    }

    /** Returns this query for keys of one owner. */
    public KeyQuery withOwner(String name) {
        return with(draft -> draft.owner = name);
    }

    /** Returns this query for keys with this tag. */
    public KeyQuery withTag(String name) {
        return with(draft -> draft.tag = name);
    }

    /** Returns this query for keys that name this service. Keys for all services are not listed. */
    public KeyQuery withService(String name) {
        return with(draft -> draft.service = name);
    }

    /** Returns this query for keys that have this status at that instant. */
    public KeyQuery withStatus(KeyStatus wanted, Instant at) {
        return with(draft -> draft.status = new StatusAt(wanted, at));
    }

    /** Returns this query for keys that end after {@code from} and not after {@code upTo}. */
    public KeyQuery endingIn(Instant from, Instant upTo) {
        return with(draft -> draft.ending = new Ending(from, upTo));
    }

    /** Returns this query for keys that were created before {@code instant} and not used since. */
    public KeyQuery unusedSince(Instant instant) {
        return with(draft -> draft.unusedSince = instant);
    }

    /** Returns this query in reverse order: the key that was created last comes first. */
    public KeyQuery newestFirst() {
        return with(draft -> draft.descending = true);
    }

    /** Returns this query for the page after the one that ended with {@code last}. */
    public KeyQuery after(ApiKeyRecord last) {
        return after(new Position(last.createdAt(), last.id()));
    }

    /** Returns this query for the page after a position. */
    public KeyQuery after(Position position) {
        return with(draft -> draft.after = position);
    }

    /** Returns this query with another page size. */
    public KeyQuery withLimit(int newLimit) {
        return with(draft -> draft.limit = newLimit);
    }

    private KeyQuery with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.toQuery();
    }

    /** Returns the order in which the keys are listed. */
    public Comparator<ApiKeyRecord> order() {
        return descending ? BY_CREATION.reversed() : BY_CREATION;
    }

    /**
     * Returns whether a key matches, on this page or a later one.
     *
     * @param lastUse the key's last use; null if it was never used
     */
    public boolean matches(ApiKeyRecord key, @Nullable LastUse lastUse) {
        return (workspace == null || workspace.equals(key.workspace()))
                && (environment == null || environment.equals(key.environment()))
                && (namePrefix == null || startsWith(key.settings().name(), namePrefix))
                && (owner == null || owner.equals(key.settings().owner()))
                && (tag == null || key.settings().tags().contains(tag))
                && (service == null || key.settings().services().contains(service))
                && (status == null || status.status() == key.statusAt(status.at()))
                && (ending == null || isIn(ending, key.endsAt()))
                && (unusedSince == null || isUnused(unusedSince, key, lastUse))
                && (after == null || isAfter(after, key));
    }

    /** Compares whole characters: half of a surrogate pair is the start of no name. */
    private static boolean startsWith(String name, String prefix) {
        return name.startsWith(prefix)
                && (prefix.isEmpty() || !Character.isHighSurrogate(prefix.charAt(prefix.length() - 1)));
    }

    private static boolean isIn(Ending ending, @Nullable Instant end) {
        return end != null && end.isAfter(ending.after()) && !end.isAfter(ending.upTo());
    }

    private static boolean isUnused(Instant since, ApiKeyRecord key, @Nullable LastUse lastUse) {
        return key.createdAt().isBefore(since)
                && (lastUse == null || lastUse.at().isBefore(since));
    }

    private boolean isAfter(Position position, ApiKeyRecord key) {
        int byTime = key.createdAt().compareTo(position.createdAt());
        int byPosition = byTime != 0 ? byTime : key.id().compareTo(position.id());
        return descending ? byPosition < 0 : byPosition > 0;
    }

    /** The components of a query, one of which a method above changes. */
    private static final class Draft {
        @Nullable
        String workspace;

        @Nullable
        String environment;

        @Nullable
        String namePrefix;

        @Nullable
        String owner;

        @Nullable
        String tag;

        @Nullable
        String service;

        @Nullable
        StatusAt status;

        @Nullable
        Ending ending;

        @Nullable
        Instant unusedSince;

        boolean descending;

        @Nullable
        Position after;

        int limit;

        Draft(KeyQuery from) {
            workspace = from.workspace;
            environment = from.environment;
            namePrefix = from.namePrefix;
            owner = from.owner;
            tag = from.tag;
            service = from.service;
            status = from.status;
            ending = from.ending;
            unusedSince = from.unusedSince;
            descending = from.descending;
            after = from.after;
            limit = from.limit;
        }

        KeyQuery toQuery() {
            return new KeyQuery(
                    workspace,
                    environment,
                    namePrefix,
                    owner,
                    tag,
                    service,
                    status,
                    ending,
                    unusedSince,
                    descending,
                    after,
                    limit);
        }
    }
}
