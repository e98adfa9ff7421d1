package io.keystile.ratelimit;

import java.util.List;
import java.util.Objects;

/**
 * Whose calls are counted together, and against which limits: one key, or all keys of a workspace.
 *
 * @param id who, for example {@code key:ab12} or {@code workspace:acme}; 1 to 256 characters
 * @param limits 1 to 8 limits with different names, copied; every call is charged to all of them
 */
public record RateLimitBucket(String id, List<RateLimit> limits) {

    private static final int LONGEST_ID = 256;

    /**
     * Checks the bounds and copies the list.
     *
     * @throws IllegalArgumentException if a component is out of its bounds, or two limits have one name
     */
    public RateLimitBucket {
        Objects.requireNonNull(id, "id");
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            throw new IllegalArgumentException("bucket id has " + id.length() + " characters; give 1 to " + LONGEST_ID);
        }
        limits = RateLimit.copyOfDistinct(limits, "bucket \"" + id + "\"");
        if (limits.isEmpty()) {
            throw new IllegalArgumentException(
                    "bucket \"" + id + "\" has no limit; give one, or leave the bucket out of the call");
        }
    }
}
