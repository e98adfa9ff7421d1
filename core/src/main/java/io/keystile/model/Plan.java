package io.keystile.model;

import io.keystile.ratelimit.RateLimit;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A plan of a workspace or a key: how many calls are allowed, and whether keys may have an allowlist. Immutable.
 *
 * @param name 1 to 32 lower-case letters, digits and {@code -}, for example {@code pro}
 * @param limits 1 to 8 limits of different names
 * @param scope the keys that share these limits
 * @param allowlists whether keys may have an allowlist
 * @param policy the rules for its keys
 */
public record Plan(String name, List<RateLimit> limits, LimitScope scope, boolean allowlists, KeyPolicy policy) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    /**
     * Checks the bounds and copies the limits.
     *
     * @throws IllegalArgumentException if the name is not well-formed, there are no limits or more than 8, or two have
     *     the same name
     */
    public Plan {
        requireName(name);
        if (limits.isEmpty()) {
            throw new IllegalArgumentException("Plan " + name + " has no limit; give it one, however large,"
                    + " for example RateLimit.perSecond(1_000_000)");
        }
        limits = RateLimit.copyOfDistinct(limits, "Plan " + name);
    }

    /**
     * Returns {@code name} if it is well-formed.
     *
     * @throws IllegalArgumentException if it is not
     */
    static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("A plan's name has 1 to 32 lower-case letters, digits and '-', a letter"
                    + " first, for example \"pro\"; got \"" + name + "\"");
        }
        return name;
    }

    /** Returns a plan whose limits all keys of a workspace share, without allowlists and without rules for its keys. */
    public static Plan of(String name, RateLimit... limits) {
        return new Plan(name, List.of(limits), LimitScope.WORKSPACE, false, KeyPolicy.NONE);
    }

    /** Returns the same plan, with limits of another scope. */
    public Plan withScope(LimitScope newScope) {
        return new Plan(name, limits, newScope, allowlists, policy);
    }

    /** Returns the same plan, with allowlists. */
    public Plan withAllowlists() {
        return new Plan(name, limits, scope, true, policy);
    }

    /** Returns the same plan, with these rules for its keys. */
    public Plan withPolicy(KeyPolicy newPolicy) {
        return new Plan(name, limits, scope, allowlists, newPolicy);
    }
}
