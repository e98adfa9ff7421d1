package io.keystile.admin;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.PermissionSet;
import io.keystile.net.IpAllowlist;
import io.keystile.store.ApiKeyLookup;
import io.keystile.store.ResolvedKey;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an actor may do. Nobody gives what they do not have: whoever makes a key, or changes one that goes on working, must
 * hold all of its permissions, and only who is bound to no workspace decides on plans and limits. Taking away is for
 * everybody who administers the key.
 */
final class Authority {
    private final ApiKeyLookup keys;

    Authority(ApiKeyLookup keys) {
        this.keys = keys;
    }

    /** Requires that the actor administers keys of this workspace. */
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

    /** Requires that the actor may end the use of this key. */
    void requireMayRevoke(Actor actor, ApiKeyRecord key, Instant now) {
        requireWorkspace(actor, key.workspace());
        if (actor.key() != null) {
            requireSameEnvironment(actor, working(actor, actor.key(), now).key(), key);
        }
    }

    /** Requires that the actor may remove this key, as if it had never been. */
    void requireMayDelete(Actor actor, ApiKeyRecord key, Instant now) {
        if (actor.key() == null || actor.key().equals(key.id())) {
            requireMayRevoke(actor, key, now);
        } else {
            requireMayIssue(actor, key, key.settings(), now);
        }
    }

    /**
     * Requires that the actor may make this key, or leave it like this.
     *
     * @param before the settings that the key, or the one it replaces, has; null for a new one
     */
    void requireMayIssue(Actor actor, ApiKeyRecord key, @Nullable ApiKeySettings before, Instant now) {
        requireWorkspace(actor, key.workspace());
        requireHolds(actor, actor.permissions(), key.settings().permissions());
        if (actor.key() != null) {
            requireMayIssueWithKey(actor, actor.key(), key, now);
        } else if (actor.workspace() != null) {
            ApiKeySettings allowed = before == null ? ApiKeySettings.named("none") : before;
            requireSamePlan(actor, key.settings(), allowed, "decides on no plan and no limits");
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

    private static void requireSamePlan(Actor actor, ApiKeySettings given, ApiKeySettings allowed, String otherwise) {
        if (!Objects.equals(given.plan(), allowed.plan()) || !given.limits().equals(allowed.limits())) {
            throw new NotPermittedException(actor + " " + otherwise);
        }
    }

    /** Less than it holds, from no more places and no longer than it lives, so that no chain of keys goes on for ever. */
    private void requireMayIssueWithKey(Actor actor, KeyId acting, ApiKeyRecord key, Instant now) {
        if (acting.equals(key.id())) {
            throw new NotPermittedException(actor + " can change nothing about itself but to end its own use");
        }
        ResolvedKey own = working(actor, acting, now);
        ApiKeyRecord record = own.key();
        ApiKeySettings given = key.settings();
        requireSameEnvironment(actor, record, key);
        PermissionSet held =
                record.settings().permissions().intersect(own.workspace().ceiling());
        requireHolds(actor, held, given.permissions());
        if (given.permissions().impliesAll(List.copyOf(held.asSet()))) {
            throw new NotPermittedException(actor + " can give less than it holds, and not all of it");
        }
        if (endsLater(key.endsAt(), record.endsAt())) {
            throw new NotPermittedException(
                    actor + " ends at " + record.endsAt() + ", and can make no key that lives longer; give an expiry");
        }
        requireSamePlan(actor, given, record.settings(), "gives other keys the plan and the limits that it has itself");
        if (reachesFurther(given.allowlist(), record.settings().allowlist())) {
            throw new NotPermittedException(actor + " has an allowlist, and gives other keys one within it");
        }
    }

    private ResolvedKey working(Actor actor, KeyId acting, Instant now) {
        ResolvedKey own =
                keys.find(acting).orElseThrow(() -> new NotPermittedException(actor + " does not exist any more"));
        if (own.key().statusAt(now) != KeyStatus.ACTIVE || own.workspace().suspended()) {
            throw new NotPermittedException(actor + " does not work any more");
        }
        return own;
    }

    private static void requireSameEnvironment(Actor actor, ApiKeyRecord own, ApiKeyRecord key) {
        if (!own.workspace().equals(key.workspace()) || !own.environment().equals(key.environment())) {
            throw new NotPermittedException(actor + " administers keys of its own workspace and environment only");
        }
    }

    private static boolean endsLater(@Nullable Instant one, @Nullable Instant other) {
        return other != null && (one == null || one.isAfter(other));
    }

    private static boolean reachesFurther(@Nullable IpAllowlist one, @Nullable IpAllowlist other) {
        return other != null && (one == null || !other.covers(one));
    }
}
