package io.keystile.model;

import io.keystile.ratelimit.RateLimit;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The stored record of a workspace: the customer or team that keys belong to, and the bounds of all of its keys.
 * Immutable and thread-safe.
 *
 * @param id 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}, a letter or digit first
 * @param version 1 when created, incremented by each change
 * @param plan the name of the plan for keys without their own plan
 * @param ceiling the maximum permissions of its keys, applied at each decision
 * @param sharedLimits limits that its keys share, in addition to their own; may be empty; at most 8, of different names
 *     of up to 54 characters
 * @param suspended whether all of its keys are denied
 */
public record WorkspaceRecord(
        String id, long version, String plan, PermissionSet ceiling, List<RateLimit> sharedLimits, boolean suspended) {
    private static final int MAX_LIMIT_NAME = 54;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /**
     * Checks the bounds and copies the limits.
     *
     * @throws IllegalArgumentException if a value is out of bounds
     */
    public WorkspaceRecord {
        requireId(id);
        Plan.requireName(plan);
        if (version < 1) {
            throw new IllegalArgumentException("A record's version is 1 or more; got " + version);
        }
        sharedLimits = RateLimit.copyOfDistinct(sharedLimits, "A workspace");
        if (sharedLimits.stream().anyMatch(limit -> limit.name().length() > MAX_LIMIT_NAME)) {
            throw new IllegalArgumentException("The name of a shared limit has at most " + MAX_LIMIT_NAME
                    + " characters, because responses prefix it with \"workspace-\"");
        }
    }

    /** Returns a new workspace with a plan, a ceiling of all permissions and no shared limits. */
    public static WorkspaceRecord of(String id, String plan) {
        return new WorkspaceRecord(id, 1, plan, PermissionSet.of("*"), List.of(), false);
    }

    /** Returns this record with another plan. */
    public WorkspaceRecord withPlan(String newPlan) {
        return new WorkspaceRecord(id, version, newPlan, ceiling, sharedLimits, suspended);
    }

    /** Returns this record with another ceiling. */
    public WorkspaceRecord withCeiling(PermissionSet newCeiling) {
        return new WorkspaceRecord(id, version, plan, newCeiling, sharedLimits, suspended);
    }

    /** Returns this record with exactly these shared limits. */
    public WorkspaceRecord withSharedLimits(RateLimit... newLimits) {
        return new WorkspaceRecord(id, version, plan, ceiling, List.of(newLimits), suspended);
    }

    /** Returns this record, suspended or not. */
    public WorkspaceRecord withSuspended(boolean newSuspended) {
        return new WorkspaceRecord(id, version, plan, ceiling, sharedLimits, newSuspended);
    }

    /**
     * Returns this record with the next version, by which a store replaces the current one.
     *
     * @throws IllegalStateException if this is the highest version; the message says what to change in the store
     */
    public WorkspaceRecord next() {
        long next = RecordVersion.next(version, "Workspace " + id);
        return new WorkspaceRecord(id, next, plan, ceiling, sharedLimits, suspended);
    }

    /**
     * Returns {@code id} if it is well-formed.
     *
     * @throws IllegalArgumentException if not
     */
    static String requireId(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("A workspace id has 1 to 64 characters of A-Z, a-z, 0-9, '.', '_' and"
                    + " '-', a letter or digit first; got \"" + id + "\"");
        }
        return id;
    }
}
