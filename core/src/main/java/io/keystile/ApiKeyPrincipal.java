package io.keystile;

import io.keystile.admin.Actor;
import io.keystile.key.KeyId;
import io.keystile.model.Permission;
import io.keystile.model.PermissionSet;
import java.security.Principal;
import java.util.Map;

/**
 * Who is calling: an authenticated key. Immutable and thread-safe; holds no secret.
 *
 * @param keyId the key's public id
 * @param name what people call the key
 * @param workspace the id of the workspace it belongs to
 * @param environment what it was issued for, for example {@code live}
 * @param plan the name of the plan that counts for it
 * @param permissions what it may do, its workspace's ceiling applied
 * @param metadata what the application keeps with it; unmodifiable
 */
public record ApiKeyPrincipal(
        KeyId keyId,
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

    /** Returns the key id, which, unlike {@link #name}, is unique and never changes. */
    @Override
    public String getName() {
        return keyId.value();
    }

    /** Returns the caller as one who administers keys, with no more rights than the key has. */
    public Actor asActor() {
        return Actor.withKey(keyId, workspace, permissions);
    }

    /** Tells whether the key may do this; false for what is not a permission at all. */
    public boolean hasPermission(String permission) {
        return Permission.isPermission(permission) && permissions.implies(Permission.of(permission));
    }
}
