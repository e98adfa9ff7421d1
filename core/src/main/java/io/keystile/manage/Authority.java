package io.keystile.manage;

import io.keystile.key.ApiKeyRecord;
import io.keystile.key.KeyId;
import io.keystile.key.KeyStatus;
import io.keystile.key.PermissionSet;
import io.keystile.store.ApiKeyLookup;
import io.keystile.store.ResolvedKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an actor may do. Nobody gives what they do not have: whoever makes a key, or changes one that goes on working, must
 * hold all of its permissions. Taking away is for everybody who administers the key's workspace.
 */
final class Authority {
    private final ApiKeyLookup keys;

    Authority(ApiKeyLookup keys) {
        this.keys = keys;
    }

    /** Requires that the actor administers the keys of this workspace. */
    void requireWorkspace(Actor actor, String workspace) {
        if (actor.workspace() != null && !actor.workspace().equals(workspace)) {
            throw new NotPermittedException(actor + " administers keys of workspace " + actor.workspace() + " only");
        }
    }

    /** Requires that the actor administers workspaces themselves, and may allow their keys these permissions. */
    void requireWorkspaces(Actor actor, PermissionSet ceiling, PermissionSet ceilingBefore) {
        if (actor.workspace() != null) {
            throw new NotPermittedException(actor + " belongs to workspace " + actor.workspace()
                    + ", and administers its keys but no workspace");
        }
        ceiling.asSet().stream()
                .filter(permission -> !ceilingBefore.implies(permission))
                .forEach(permission -> requireHolds(actor, actor.permissions(), PermissionSet.of(List.of(permission))));
    }

    /** Requires that the actor may make this key, or leave it like this. */
    void requireGrant(Actor actor, ApiKeyRecord key, Instant now) {
        requireWorkspace(actor, key.workspace());
        requireHolds(actor, actor.permissions(), key.settings().permissions());
        if (actor.key() != null) {
            requireGrantByKey(actor, actor.key(), key, now);
        }
    }

    private static void requireHolds(Actor actor, PermissionSet held, PermissionSet given) {
        given.asSet().stream()
                .filter(permission -> !held.implies(permission))
                .findFirst()
                .ifPresent(permission -> {
                    throw new NotPermittedException(actor + " has not " + permission + ", and cannot give it");
                });
    }

    /** Less than it holds, and no longer than it lives, so that no chain of keys goes on for ever. */
    private void requireGrantByKey(Actor actor, KeyId acting, ApiKeyRecord key, Instant now) {
        if (acting.equals(key.id())) {
            throw new NotPermittedException(actor + " can change nothing about itself but to end its own use");
        }
        ResolvedKey own =
                keys.find(acting).orElseThrow(() -> new NotPermittedException(actor + " does not exist any more"));
        ApiKeyRecord record = own.key();
        if (record.statusAt(now) != KeyStatus.ACTIVE || own.workspace().suspended()) {
            throw new NotPermittedException(actor + " does not work any more");
        }
        PermissionSet held =
                record.settings().permissions().within(own.workspace().ceiling());
        PermissionSet given = key.settings().permissions();
        requireHolds(actor, held, given);
        if (given.impliesAll(List.copyOf(held.asSet()))) {
            throw new NotPermittedException(actor + " can give less than it holds, and not all of it");
        }
        if (!record.workspace().equals(key.workspace()) || !record.environment().equals(key.environment())) {
            throw new NotPermittedException(actor + " administers keys of its own workspace and environment only");
        }
        if (endsLater(key.endsAt(), record.endsAt())) {
            throw new NotPermittedException(
                    actor + " ends at " + record.endsAt() + ", and can make no key that lives longer; give an expiry");
        }
    }

    private static boolean endsLater(@Nullable Instant one, @Nullable Instant other) {
        return other != null && (one == null || one.isAfter(other));
    }
}
