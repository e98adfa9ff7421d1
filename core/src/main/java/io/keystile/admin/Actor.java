package io.keystile.admin;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.PermissionSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The user, job or key that makes a change. It is named in audit events, and bounds what the change can grant.
 *
 * <p>The application derives the actor from its own log-in or from the authenticated key, never from parameters of the
 * request. Immutable.
 *
 * @param name the name in audit events; 1 to 100 printable characters, none that is invisible, reorders text or breaks
 *     lines
 * @param permissions the most that the actor can grant to a key
 * @param workspace the only workspace whose keys the actor administers, or null for all workspaces
 * @param key the id of the key that the actor authenticated with, or null if it uses no key
 */
public record Actor(
        String name,
        PermissionSet permissions,
        @Nullable String workspace,
        @Nullable KeyId key) {
    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if the name is not readable as described, or there is a key but no workspace
     */
    public Actor {
        ApiKeyRecord.requireCreator(name);
        ReadableText.require("An actor's name", name);
        if (key != null && workspace == null) {
            throw new IllegalArgumentException("An actor with a key needs the key's workspace");
        }
    }

    /** Returns an actor without restrictions, for an operator or a job of the application. */
    public static Actor system(String name) {
        return new Actor(name, PermissionSet.of("*"), null, null);
    }

    /**
     * Returns a member of a workspace, who administers its keys. A member can grant at most the permissions that it
     * holds, and cannot set a key's own plan or limits: only an actor that is bound to no workspace can.
     *
     * @throws NullPointerException if the workspace is null: somebody without a workspace is not bound to none
     */
    public static Actor member(String name, String workspace, PermissionSet permissions) {
        return new Actor(name, permissions, Objects.requireNonNull(workspace, "A member needs a workspace"), null);
    }

    /**
     * Returns an actor that authenticated with an active key. It administers keys of the same workspace and
     * environment. It can grant them fewer permissions than its key holds, the same plan and limits, an allowlist
     * and services within its key's, and an end no later than its key's. Its own key it can only disable, revoke or
     * delete.
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
