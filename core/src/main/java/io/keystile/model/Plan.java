package io.keystile.model;

import io.keystile.ratelimit.RateLimit;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a workspace, or a single key, has been sold: how many calls, and whether its keys may have an allowlist.
 *
 * @param name 1 to 32 lower-case letters, digits and {@code -}, for example {@code pro}
 * @param limits the limits of each key, 1 to 8 of different names; a key's own limits replace them
 * @param allowlists whether keys may be bound to client addresses
 */
public record Plan(String name, List<RateLimit> limits, boolean allowlists) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the name is not one, no limit or more than 8 are given, or two have one name
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
     * Returns {@code name} if a plan can be called so.
     *
     * @throws IllegalArgumentException if not
     */
    static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("A plan's name has 1 to 32 lower-case letters, digits and '-', a letter"
                    + " first, for example \"pro\"; got \"" + name + "\"");
        }
        return name;
    }

    /** Returns a plan without allowlists. */
    public static Plan of(String name, RateLimit... limits) {
        return new Plan(name, List.of(limits), false);
    }

    /** Returns the same plan, with allowlists. */
    public Plan withAllowlists() {
        return new Plan(name, limits, true);
    }
}
