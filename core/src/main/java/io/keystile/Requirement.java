package io.keystile;

import io.keystile.model.Permission;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The permissions that a call requires, and its cost. Create one per route, not per request. Immutable.
 *
 * @param permissions the permissions that the key must hold, all of them; if empty, any valid key is accepted
 * @param cost the number of permits that the call takes from each limit; 1 to 1,000,000
 */
public record Requirement(List<Permission> permissions, int cost) {
    private static final int MAX_COST = 1_000_000;
    private static final Requirement VALID_KEY = new Requirement(List.of(), 1);

    /**
     * Checks the cost and copies the permissions.
     *
     * @throws IllegalArgumentException if the cost is out of bounds
     */
    public Requirement {
        permissions = List.copyOf(permissions);
        if (cost < 1 || cost > MAX_COST) {
            throw new IllegalArgumentException("A call costs 1 to " + MAX_COST + " permits; got " + cost);
        }
    }

    /** Returns the requirement of any valid key, at a cost of 1. */
    public static Requirement validKey() {
        return VALID_KEY;
    }

    /**
     * Returns the requirement of all of these permissions, at a cost of 1.
     *
     * @throws IllegalArgumentException if none is given, or one is not a valid {@link Permission}
     */
    public static Requirement permission(String... permissions) {
        if (permissions.length == 0) {
            throw new IllegalArgumentException("Name at least one permission, or use Requirement.validKey()");
        }
        return new Requirement(Arrays.stream(permissions).map(Permission::of).toList(), 1);
    }

    /** Returns the requirement of the permissions of both, at the higher of the two costs. */
    public Requirement and(Requirement other) {
        List<Permission> all = Stream.concat(permissions.stream(), other.permissions.stream())
                .distinct()
                .toList();
        return new Requirement(all, Math.max(cost, other.cost));
    }

    /** Returns the same requirement at another cost. */
    public Requirement withCost(int newCost) {
        return new Requirement(permissions, newCost);
    }
}
