package io.keystile.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The permissions of a key or a workspace. A permission that the set does not imply is denied; the empty set grants
 * nothing. Immutable and thread-safe.
 */
public final class PermissionSet {
    private static final Permission[] NO_PATTERNS = {};

    /** The empty set, which grants nothing. */
    public static final PermissionSet NONE = new PermissionSet(Set.of());

    private final Set<Permission> exact;

    /** Those of the permissions that contain a {@code *}. */
    private final Permission[] patterns;

    private PermissionSet(Collection<Permission> permissions) {
        this.exact = Set.copyOf(permissions);
        Permission[] found = exact.stream().filter(Permission::isPattern).toArray(Permission[]::new);
        this.patterns = found.length == 0 ? NO_PATTERNS : found;
    }

    /**
     * Returns the set of these permissions, for example {@code PermissionSet.of("flows:read", "flows:execute")}.
     *
     * @throws IllegalArgumentException if one is not a well-formed {@link Permission}
     */
    public static PermissionSet of(String... permissions) {
        return of(Arrays.stream(permissions).map(Permission::of).toList());
    }

    /** Returns the set of these permissions. */
    public static PermissionSet of(Collection<Permission> permissions) {
        return permissions.isEmpty() ? NONE : new PermissionSet(permissions);
    }

    /** Returns whether this set grants {@code required}. */
    public boolean implies(Permission required) {
        if (exact.contains(required)) {
            return true;
        }
        for (Permission pattern : patterns) {
            if (pattern.implies(required)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether this set grants every permission in {@code required}; true if it is empty. */
    public boolean impliesAll(List<Permission> required) {
        for (Permission permission : required) {
            if (!implies(permission)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the permissions that both sets grant, for example a key's under its workspace's ceiling. */
    public PermissionSet intersect(PermissionSet ceiling) {
        Set<Permission> common = new HashSet<>();
        for (Permission mine : exact) {
            for (Permission theirs : ceiling.exact) {
                Permission both = mine.intersect(theirs);
                if (both != null) {
                    common.add(both);
                }
            }
        }
        return of(common);
    }

    /** Returns the permissions in alphabetical order, as a new unmodifiable set at each call. */
    public SortedSet<Permission> asSet() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(exact));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PermissionSet that && exact.equals(that.exact);
    }

    @Override
    public int hashCode() {
        return exact.hashCode();
    }

    @Override
    public String toString() {
        return asSet().toString();
    }
}
