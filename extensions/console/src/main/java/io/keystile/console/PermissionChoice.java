package io.keystile.console;

import io.keystile.model.Permission;

/**
 * A permission that the forms offer. Immutable.
 *
 * @param permission the permission; choices with the same first segment stand together
 * @param text what it allows, in a few words for people
 */
public record PermissionChoice(Permission permission, String text) {
    /**
     * Returns a choice, for example {@code PermissionChoice.of("flows:read", "See flows")}.
     *
     * @throws IllegalArgumentException if the permission is not well-formed
     */
    public static PermissionChoice of(String permission, String text) {
        return new PermissionChoice(Permission.of(permission), text);
    }
}
