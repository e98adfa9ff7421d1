package io.keystile;

import io.keystile.admin.Actor;
import io.keystile.key.KeyId;
import io.keystile.model.Permission;
import io.keystile.model.PermissionSet;
import java.security.Principal;
import java.util.Map;

/**
 * An authenticated API key, as the caller of a request. Immutable and thread-safe; holds no secret.
 *
 * @param keyId the key's public id
 * @param origin the first key of the chain of rotations that led to this key; {@code keyId} itself if it replaced none
 * @param name the display name of the key
 * @param workspace the id of the key's workspace
 * @param environment the environment that the key was issued for, for example {@code live}
 * @param plan the name of the key's plan: its own, or else its workspace's
 * @param permissions the key's permissions, limited to its workspace's ceiling
 * @param metadata the application's data about the key; unmodifiable
 */
public record ApiKeyPrincipal(
        KeyId keyId,
        KeyId origin,
        String name,
        String workspace,
        String environment,
        String plan,
        PermissionSet permissions,
        Map<String, String> metadata)
        implements Principal {

    /** Copies the metadata. */
    public ApiKeyPrincipal {
        metadata = Map.copyOf(metadata);
    }

    /** Returns the key id. Unlike {@link #name}, it is unique and never changes. */
    @Override
    public String getName() {
        return keyId.value();
    }

    /** Returns an actor for administering keys, with the permissions of this key and no more. */
    public Actor asActor() {
        return Actor.withKey(keyId, workspace, permissions);
    }

    /** Returns whether the key holds {@code permission}; false if the text is not a valid permission. */
    public boolean hasPermission(String permission) {
        return Permission.isPermission(permission) && permissions.implies(Permission.of(permission));
    }
}
