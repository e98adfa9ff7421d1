package io.keystile.admin;

import io.keystile.model.ApiKeySettings;
import io.keystile.model.PermissionSet;
import io.keystile.model.Plan;
import io.keystile.model.PlanSource;
import io.keystile.model.WorkspaceRecord;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks a key's settings against its workspace and its plan, independently of the actor. */
final class SettingsRules {
    private final PlanSource plans;

    SettingsRules(PlanSource plans) {
        this.plans = plans;
    }

    void requirePlan(String plan) {
        plans.require(plan);
    }

    /**
     * Requires that a key can have these settings. Settings that the key already has are allowed to stay.
     *
     * @param before the key's current settings; null for a new key
     * @throws IllegalArgumentException if it cannot
     */
    void require(ApiKeySettings settings, @Nullable ApiKeySettings before, WorkspaceRecord owner, Instant now) {
        ReadableText.require(settings, before);
        Plan plan = plans.require(settings.plan() != null ? settings.plan() : owner.plan());
        boolean kept = before != null
                && Objects.equals(settings.allowlist(), before.allowlist())
                && Objects.equals(settings.plan(), before.plan());
        if (settings.allowlist() != null && !kept && !plan.allowlists()) {
            throw new IllegalArgumentException("Plan \"" + plan.name()
                    + "\" has no allowlists; choose a plan with allowlists, or remove the allowlist");
        }
        PermissionSet held = before == null ? PermissionSet.NONE : before.permissions();
        settings.permissions().asSet().stream()
                .filter(permission -> !owner.ceiling().implies(permission) && !held.implies(permission))
                .findFirst()
                .ifPresent(permission -> {
                    throw new IllegalArgumentException("Workspace " + owner.id() + " does not allow " + permission
                            + "; its keys can have at most " + owner.ceiling());
                });
        Instant end = settings.expiresAt();
        boolean unchanged = before != null && end != null && end.equals(before.expiresAt());
        if (end != null && !unchanged && !end.isAfter(now)) {
            throw new IllegalArgumentException("The key would expire at " + end + ", which is not in the future");
        }
    }
}
