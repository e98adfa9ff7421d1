package io.keystile.console.views;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be chosen in the form of a key's settings.
 *
 * @param environments the environments of a new key; empty if it cannot be changed
 * @param permissions the permissions to tick, in groups; empty for a text field
 * @param expiries the expiries to choose
 * @param allowlists whether the plan has allowlists
 * @param plan the plan of the key, which is that of the workspace unless it has its own
 * @param operator whether the plan and the limits of the key can be chosen
 * @param plans the plans to suggest; empty if they cannot be listed
 */
public record FormOptions(
        List<String> environments,
        List<PermissionGroup> permissions,
        List<Expiry> expiries,
        boolean allowlists,
        String plan,
        boolean operator,
        List<String> plans) {

    /** Permissions with the same first segment. */
    public record PermissionGroup(String name, List<Choice> choices) {}

    /** A permission with its explanation. */
    public record Choice(String permission, String text) {}

    /**
     * An expiry.
     *
     * @param value the value of the field
     * @param text what it is
     * @param until the instant, which is shown too, or null
     */
    public record Expiry(
            String value, String text, @Nullable Instant until) {}
}
