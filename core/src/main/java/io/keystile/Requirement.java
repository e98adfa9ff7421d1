package io.keystile;

import io.keystile.model.Permission;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The permissions that a call requires, and its cost. Create one per route, not per request. Immutable. */
public final class Requirement {
    private static final int MAX_COST = 1_000_000;
    private static final int NOT_STATED = -1;
    private static final Requirement VALID_KEY = new Requirement(List.of(), NOT_STATED);

    private final List<Permission> permissions;
    private final int statedCost;

    private Requirement(List<Permission> permissions, int statedCost) {
        this.permissions = List.copyOf(permissions);
        this.statedCost = statedCost;
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
        return ofAll(Arrays.stream(permissions).map(Permission::of).toList());
    }

    /** Returns the requirement of all of these permissions, at a cost of 1; without any, that of any valid key. */
    public static Requirement ofAll(List<Permission> permissions) {
        return new Requirement(permissions, NOT_STATED);
    }

    /** Returns the permissions that the key must hold, all of them; without any, each valid key is accepted. */
    public List<Permission> permissions() {
        return permissions;
    }

    /**
     * Returns the number of permits that the call takes from each limit, 0 to 1,000,000. A call that costs 0 is never
     * over a limit.
     */
    public int cost() {
        return statedCost == NOT_STATED ? 1 : statedCost;
    }

    /**
     * Returns the requirement of the permissions of both, at the higher of the costs that {@link #withCost} has set; at
     * a cost of 1 if it has set none.
     */
    public Requirement and(Requirement other) {
        List<Permission> all = Stream.concat(permissions.stream(), other.permissions.stream())
                .distinct()
                .toList();
        return new Requirement(all, Math.max(statedCost, other.statedCost));
    }

    /**
     * Returns the same requirement at another cost. Use 0 for calls that must succeed when a limit is exhausted, for
     * example to revoke a leaked key.
     *
     * @param newCost 0 to 1,000,000
     * @throws IllegalArgumentException if the cost is out of bounds
     */
    public Requirement withCost(int newCost) {
        if (newCost < 0 || newCost > MAX_COST) {
            throw new IllegalArgumentException("A call costs 0 to " + MAX_COST + " permits; got " + newCost);
        }
        return new Requirement(permissions, newCost);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Requirement that
                && permissions.equals(that.permissions)
                && statedCost == that.statedCost;
    }

    @Override
    public int hashCode() {
        return Objects.hash(permissions, statedCost);
    }

    @Override
    public String toString() {
        return "Requirement" + permissions + " at " + cost();
    }
}
