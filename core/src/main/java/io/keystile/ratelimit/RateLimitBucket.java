package io.keystile.ratelimit;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whose calls are counted together, and against which limits: one key, or all keys of a workspace. Immutable and
 * thread-safe; two are equal if their ids and limits are.
 *
 * <p>A caller that keeps one and gives it again and again spares the limiter a look-up by id.
 */
public final class RateLimitBucket {

    private static final int LONGEST_ID = 256;

    private final String id;
    private final List<RateLimit> limits;

    /** Where the limiter that was last asked keeps its counters; for it to check before use. */
    private volatile @Nullable Bucket lastFound;

    /**
     * Checks the bounds and copies the list.
     *
     * @param id who, for example {@code key:ab12} or {@code workspace:acme}; 1 to 256 characters
     * @param limits 1 to 8 limits with different names; every call is charged to all of them
     * @throws IllegalArgumentException if a component is out of its bounds, or two limits have one name
     */
    public RateLimitBucket(String id, List<RateLimit> limits) {
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            throw new IllegalArgumentException("bucket id has " + id.length() + " characters; give 1 to " + LONGEST_ID);
        }
        this.id = id;
        this.limits = RateLimit.copyOfDistinct(limits, "bucket \"" + id + "\"");
        if (limits.isEmpty()) {
            throw new IllegalArgumentException(
                    "bucket \"" + id + "\" has no limit; give one, or leave the bucket out of the call");
        }
    }

    /** Returns who it is. */
    public String id() {
        return id;
    }

    /** Returns the limits; unmodifiable. */
    public List<RateLimit> limits() {
        return limits;
    }

    @Nullable
    Bucket lastFound() {
        return lastFound;
    }

    void found(Bucket bucket) {
        lastFound = bucket;
    }

    /** Lets go of a bucket that is no longer in its table. */
    void forget(Bucket bucket) {
        if (lastFound == bucket) {
            lastFound = null;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RateLimitBucket that && id.equals(that.id) && limits.equals(that.limits);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, limits);
    }

    /** Returns id and limits. */
    @Override
    public String toString() {
        return id + limits;
    }
}
