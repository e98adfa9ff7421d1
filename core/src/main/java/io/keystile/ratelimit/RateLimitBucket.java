package io.keystile.ratelimit;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An id under which calls are counted together, and the limits that apply to them: for example one key, or all keys of
 * a workspace. Immutable and thread-safe. Two buckets are equal if their ids, groups and limits are equal.
 *
 * <p>A limiter on several servers keeps all buckets of a group on one of them, because it can decide on a call at once
 * only there. So the buckets of one call need the same group. The buckets of a key and its workspace have the
 * workspace's id. Other limiters ignore the group.
 *
 * <p>Reuse one instance for many calls: the limiter then needs no look-up by id.
 */
public final class RateLimitBucket {

    private static final int MAX_ID_LENGTH = 256;

    /** What would end the hash tag of a Redis key, or break a line of a log. */
    private static final Pattern NOT_IN_GROUP = Pattern.compile("[{}\\p{Cntrl}]");

    private final String id;
    private final String group;
    private final List<RateLimit> limits;

    /** The counters that a limiter found last for this instance. A limiter must check them before use. */
    private volatile @Nullable Counters cachedCounters;

    /** The cells of these counters, so that {@link #touch} need not wait for the counters to find them. */
    private long @Nullable [] cachedCells;

    /**
     * Creates a bucket in a group of its own: its id, with {@code _} for each character that a group must not contain.
     *
     * @param id the id, for example {@code key:ab12} or {@code workspace:acme}; 1 to 256 characters
     * @param limits 1 to 8 limits with different names; every call is charged to all of them
     * @throws IllegalArgumentException if an argument is out of bounds, or two limits have the same name
     */
    public RateLimitBucket(String id, List<RateLimit> limits) {
        this(id, NOT_IN_GROUP.matcher(id).replaceAll("_"), limits);
    }

    /**
     * Creates a bucket with a copy of the list.
     *
     * @param id the id, for example {@code key:ab12} or {@code workspace:acme}; 1 to 256 characters
     * @param group the group, for example {@code acme}; 1 to 256 characters without braces and control characters. It
     *     must always be the same for an id: a limiter on several servers may count each group apart
     * @param limits 1 to 8 limits with different names; every call is charged to all of them
     * @throws IllegalArgumentException if an argument is out of bounds, or two limits have the same name
     */
    public RateLimitBucket(String id, String group, List<RateLimit> limits) {
        if (id.isEmpty() || id.length() > MAX_ID_LENGTH) {
            throw new IllegalArgumentException(
                    "bucket id has " + id.length() + " characters; give 1 to " + MAX_ID_LENGTH);
        }
        if (group.isEmpty()
                || group.length() > MAX_ID_LENGTH
                || NOT_IN_GROUP.matcher(group).find()) {
            throw new IllegalArgumentException("group of bucket \"" + id + "\" is \"" + group + "\"; give 1 to "
                    + MAX_ID_LENGTH + " characters without braces and control characters");
        }
        this.id = id;
        this.group = group;
        this.limits = RateLimit.copyOfDistinct(limits, "bucket \"" + id + "\"");
        if (limits.isEmpty()) {
            throw new IllegalArgumentException(
                    "bucket \"" + id + "\" has no limit; give one, or leave the bucket out of the call");
        }
    }

    /** Returns the id. */
    public String id() {
        return id;
    }

    /** Returns the group, without braces and control characters. */
    public String group() {
        return group;
    }

    /** Returns the limits, unmodifiable. */
    public List<RateLimit> limits() {
        return limits;
    }

    /**
     * Reads a word of what a limiter of this process will need for this bucket, and does nothing with it. A caller that
     * knows the bucket before it needs the limiter does this first, so that the processor fetches the word during other
     * work.
     *
     * @return a number without meaning; if the caller did not use it, the compiler would remove the read
     */
    public long touch() {
        Counters counters = cachedCounters;
        long[] cells = cachedCells;
        return (counters == null ? 0 : counters.touch()) + (cells == null ? 0 : cells[0]);
    }

    @Nullable
    Counters cachedCounters() {
        return cachedCounters;
    }

    void cache(Counters counters) {
        cachedCounters = counters;
        cachedCells = counters.cells();
    }

    /** Clears the reference if it points to these counters, which are no longer in their table. */
    void clearCached(Counters counters) {
        if (cachedCounters == counters) {
            cachedCounters = null;
            cachedCells = null;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RateLimitBucket that
                && id.equals(that.id)
                && group.equals(that.group)
                && limits.equals(that.limits);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, limits);
    }

    /** Returns the id and the limits. */
    @Override
    public String toString() {
        return id + limits;
    }
}
