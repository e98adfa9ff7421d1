package io.keystile.admin;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.PermissionSet;
import org.jspecify.annotations.Nullable;

/**
 * Who administers: named in the audit, and the ceiling of what they can give.
 *
 * <p>The application says who acts, from its own log-in or from the authenticated key, and never from what a request
 * asks for. Immutable.
 *
 * @param name for the audit; 1 to 100 printable characters
 * @param permissions the most that they can give to a key
 * @param workspace the only workspace whose keys they administer, or null for all
 * @param key the key they act with, or null if they do not act with a key
 */
public record Actor(
        String name,
        PermissionSet permissions,
        @Nullable String workspace,
        @Nullable KeyId key) {
    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if it has not 1 to 100 printable characters, or there is a key but no workspace
     */
    public Actor {
        ApiKeyRecord.requireCreator(name);
        if (key != null && workspace == null) {
            throw new IllegalArgumentException("Whoever acts with a key belongs to its workspace");
        }
    }

    /** Returns somebody who may do everything: an operator, or a job of the application's own. */
    public static Actor system(String name) {
        return new Actor(name, PermissionSet.of("*"), null, null);
    }

    /**
     * Returns a member of a workspace, who administers its keys. They can give at most what they hold, on the workspace's plan:
     * plans and limits of a key's own are for whoever is bound to no workspace.
     */
    public static Actor member(String name, String workspace, PermissionSet permissions) {
        return new Actor(name, permissions, workspace, null);
    }

    /**
     * Returns somebody who acts with a key that works. To other keys of its workspace and environment they can give less than
     * it holds, under the same plan and limits, from no more addresses and for no longer than it lives. They can change
     * nothing about itself but to disable, revoke or delete it.
     */
    public static Actor withKey(KeyId key, String workspace, PermissionSet permissions) {
        return new Actor("key " + key, permissions, workspace, key);
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return name;
    }
}
