package io.keystile.admin;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.PermissionSet;
import io.keystile.net.IpAllowlist;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.ResolvedKey;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an actor may do. An actor that issues a key, or changes one that continues to work, must hold all of the
 * key's permissions; one that resumes a workspace, all that its ceiling allows. Only an actor that is bound to no
 * workspace sets plans and limits. Every actor that administers a key may disable or revoke it.
 */
final class Authority {
    private static final Pattern WILDCARDS = Pattern.compile("\\*(:\\*)*");

    private final ApiKeyStore store;

    Authority(ApiKeyStore store) {
        this.store = store;
    }

    /** Requires that the actor may administer keys of this workspace. */
    void requireWorkspace(Actor actor, String workspace) {
        if (actor.workspace() != null && !actor.workspace().equals(workspace)) {
            throw new NotPermittedException(actor + " can administer keys of workspace " + actor.workspace() + " only");
        }
    }

    /**
     * Requires that the actor may administer workspaces, and holds each permission that the ceiling adds.
     *
     * @param ceilingBefore what the workspace's keys could do before
     */
    void requireWorkspaces(Actor actor, PermissionSet ceiling, PermissionSet ceilingBefore) {
        if (actor.workspace() != null) {
            throw new NotPermittedException(actor + " belongs to workspace " + actor.workspace()
                    + ", so it can administer keys of that workspace but no workspaces");
        }
        ceiling.asSet().stream()
                .filter(permission -> !ceilingBefore.implies(permission))
                .forEach(permission -> requireHolds(actor, actor.permissions(), PermissionSet.of(List.of(permission))));
    }

    /** Requires that the actor may disable or revoke this key. */
    void requireMayRevoke(Actor actor, ApiKeyRecord key, Instant now) {
        requireWorkspace(actor, key.workspace());
        if (actor.key() != null) {
            requireSameEnvironment(actor, working(actor, actor.key(), now).key(), key);
        }
    }

    /** Requires that the actor may delete this key. With a key, that is only itself or a key that it could issue. */
    void requireMayDelete(Actor actor, ApiKeyRecord key, Instant now) {
        if (actor.key() == null || actor.key().equals(key.id())) {
            requireMayRevoke(actor, key, now);
        } else {
            requireMayIssue(actor, key, key.settings(), now);
        }
    }

    /**
     * Requires that the actor may issue this key, or change a key to this record.
     *
     * @param before the current settings of the key, or of the key that it replaces; null for a new key
     */
    void requireMayIssue(Actor actor, ApiKeyRecord key, @Nullable ApiKeySettings before, Instant now) {
        requireWorkspace(actor, key.workspace());
        requireHolds(actor, actor.permissions(), key.settings().permissions());
        if (actor.key() != null) {
            requireMayIssueWithKey(actor, actor.key(), key, now);
        } else if (actor.workspace() != null) {
            ApiKeySettings allowed = before == null ? ApiKeySettings.named("none") : before;
            requireSamePlan(actor, key.settings(), allowed, "cannot set plans or limits");
        }
    }

    private static void requireHolds(Actor actor, PermissionSet held, PermissionSet given) {
        given.asSet().stream()
                .filter(permission -> !held.implies(permission))
                .findFirst()
                .ifPresent(permission -> {
                    throw new NotPermittedException(actor + " does not hold " + permission + ", so it cannot grant it");
                });
    }

    private static void requireSamePlan(Actor actor, ApiKeySettings given, ApiKeySettings allowed, String otherwise) {
        if (!Objects.equals(given.plan(), allowed.plan()) || !given.limits().equals(allowed.limits())) {
            throw new NotPermittedException(actor + " " + otherwise);
        }
    }

    /**
     * Requires fewer permissions, no more addresses or services, and no later end than the acting key has, so that
     * every chain of issued keys ends.
     */
    private void requireMayIssueWithKey(Actor actor, KeyId acting, ApiKeyRecord key, Instant now) {
        if (acting.equals(key.id())) {
            throw new NotPermittedException(actor + " cannot change its own record, only disable, revoke or delete it");
        }
        ResolvedKey own = working(actor, acting, now);
        ApiKeyRecord record = own.key();
        ApiKeySettings given = key.settings();
        requireSameEnvironment(actor, record, key);
        PermissionSet held =
                record.settings().permissions().intersect(own.workspace().ceiling());
        requireHolds(actor, held, given.permissions());
        if (widened(given.permissions()).impliesAll(List.copyOf(held.asSet()))) {
            throw new NotPermittedException(actor + " can grant some of its permissions, but not all of them");
        }
        if (endsLater(key.endsAt(), record.endsAt())) {
            throw new NotPermittedException(actor + " ends at " + record.endsAt()
                    + ", so it cannot issue a key that ends later; set an earlier expiry");
        }
        requireSamePlan(actor, given, record.settings(), "can issue keys only with its own plan and limits");
        Set<String> services = record.settings().services();
        if (!services.isEmpty() && (given.services().isEmpty() || !services.containsAll(given.services()))) {
            throw new NotPermittedException(
                    actor + " is for certain services, so it can issue keys only for services among them");
        }
        if (reachesFurther(given.allowlist(), record.settings().allowlist())) {
            throw new NotPermittedException(
                    actor + " has an allowlist, so it can issue keys only with an allowlist within it");
        }
    }

    /**
     * Returns {@code *} for a set with a permission of wildcards only: where all permissions of an application have two
     * segments, {@code *:*} covers as much.
     */
    private static PermissionSet widened(PermissionSet given) {
        boolean all = given.asSet().stream()
                .anyMatch(permission -> WILDCARDS.matcher(permission.value()).matches());
        return all ? PermissionSet.of("*") : given;
    }

    private ResolvedKey working(Actor actor, KeyId acting, Instant now) {
        ResolvedKey own = store.findInTransaction(acting)
                .orElseThrow(() -> new NotPermittedException(actor + " no longer exists"));
        if (own.key().statusAt(now) != KeyStatus.ACTIVE || own.workspace().suspended()) {
            throw new NotPermittedException(actor + " no longer works");
        }
        return own;
    }

    private static void requireSameEnvironment(Actor actor, ApiKeyRecord own, ApiKeyRecord key) {
        if (!own.workspace().equals(key.workspace()) || !own.environment().equals(key.environment())) {
            throw new NotPermittedException(actor + " can administer keys of its own workspace and environment only");
        }
    }

    private static boolean endsLater(@Nullable Instant one, @Nullable Instant other) {
        return other != null && (one == null || one.isAfter(other));
    }

    private static boolean reachesFurther(@Nullable IpAllowlist one, @Nullable IpAllowlist other) {
        return other != null && (one == null || !other.covers(one));
    }
}
