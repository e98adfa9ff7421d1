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
 * @param limits the workspace's own limits, which replace those of its plan; empty for the plan's; at most 8, of
 *     different names
 * @param suspended whether all of its keys are denied
 */
public record WorkspaceRecord(
        String id, long version, String plan, PermissionSet ceiling, List<RateLimit> limits, boolean suspended) {
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
        limits = RateLimit.copyOfDistinct(limits, "A workspace");
    }

    /** Returns a new workspace with a plan, a ceiling of all permissions and no limits of its own. */
    public static WorkspaceRecord of(String id, String plan) {
        return new WorkspaceRecord(id, 1, plan, PermissionSet.of("*"), List.of(), false);
    }

    /** Returns this record with another plan. */
    public WorkspaceRecord withPlan(String newPlan) {
        return new WorkspaceRecord(id, version, newPlan, ceiling, limits, suspended);
    }

    /** Returns this record with another ceiling. */
    public WorkspaceRecord withCeiling(PermissionSet newCeiling) {
        return new WorkspaceRecord(id, version, plan, newCeiling, limits, suspended);
    }

    /**
     * Returns this record with the workspace's own limits, which replace those of its plan; without any, the plan's
     * apply.
     */
    public WorkspaceRecord withLimits(RateLimit... newLimits) {
        return new WorkspaceRecord(id, version, plan, ceiling, List.of(newLimits), suspended);
    }

    /** Returns this record, suspended or not. */
    public WorkspaceRecord withSuspended(boolean newSuspended) {
        return new WorkspaceRecord(id, version, plan, ceiling, limits, newSuspended);
    }

    /**
     * Returns this record with the next version, by which a store replaces the current one.
     *
     * @throws IllegalStateException if this is the highest version; the message says what to change in the store
     */
    public WorkspaceRecord next() {
        long next = RecordVersion.next(version, "Workspace " + id);
        return new WorkspaceRecord(id, next, plan, ceiling, limits, suspended);
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
