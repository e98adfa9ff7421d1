package io.keystile;

import io.keystile.key.ApiKeyRecord;
import io.keystile.key.ApiKeySettings;
import io.keystile.key.KeyStatus;
import io.keystile.key.PermissionSet;
import io.keystile.key.Plan;
import io.keystile.key.Plans;
import io.keystile.key.SecretHash;
import io.keystile.key.WorkspaceRecord;
import io.keystile.net.IpAddress;
import io.keystile.net.IpAllowlist;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.store.ResolvedKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a decision needs of a key and its workspace, worked out once per record. Immutable.
 *
 * @param principal who calls with it
 * @param hash of its secret
 * @param refusal why it does not work at any time, or null
 * @param expiresAt the instant from which it does not work, or null
 * @param allowlist where it may be used from, or null for anywhere
 * @param buckets what its calls are counted in
 */
record KnownKey(
        ApiKeyPrincipal principal,
        SecretHash hash,
        @Nullable DenialReason refusal,
        @Nullable Instant expiresAt,
        @Nullable IpAllowlist allowlist,
        List<RateLimitBucket> buckets) {

    /**
     * Works out what counts for a key.
     *
     * @throws IllegalArgumentException if its plan is not among {@code plans}: then nobody can tell its limits
     */
    static KnownKey of(ResolvedKey resolved, Plans plans, Set<String> environments) {
        ApiKeyRecord key = resolved.key();
        WorkspaceRecord workspace = resolved.workspace();
        ApiKeySettings settings = key.settings();
        Plan plan = plans.require(settings.plan() != null ? settings.plan() : workspace.plan());
        PermissionSet permissions = settings.permissions().within(workspace.ceiling());
        ApiKeyPrincipal principal = new ApiKeyPrincipal(
                key.id(),
                settings.name(),
                workspace.id(),
                key.environment(),
                plan.name(),
                permissions,
                settings.metadata());
        return new KnownKey(
                principal,
                key.hash(),
                refusal(key, workspace, environments),
                settings.expiresAt(),
                settings.allowlist(),
                buckets(key, plan, workspace));
    }

    private static @Nullable DenialReason refusal(
            ApiKeyRecord key, WorkspaceRecord workspace, Set<String> environments) {
        if (key.status() == KeyStatus.REVOKED) {
            return DenialReason.KEY_REVOKED;
        }
        if (key.status() == KeyStatus.DISABLED) {
            return DenialReason.KEY_DISABLED;
        }
        if (workspace.suspended()) {
            return DenialReason.WORKSPACE_SUSPENDED;
        }
        return environments.contains(key.environment()) ? null : DenialReason.WRONG_ENVIRONMENT;
    }

    private static List<RateLimitBucket> buckets(ApiKeyRecord key, Plan plan, WorkspaceRecord workspace) {
        List<RateLimit> own = key.settings().limits();
        List<RateLimitBucket> buckets = new ArrayList<>(2);
        buckets.add(new RateLimitBucket("key:" + key.id(), own.isEmpty() ? plan.limits() : own));
        if (!workspace.sharedLimits().isEmpty()) {
            buckets.add(new RateLimitBucket("workspace:" + workspace.id(), workspace.sharedLimits()));
        }
        return List.copyOf(buckets);
    }

    /** Returns why the key does not work at {@code now}, or null if it does. */
    @Nullable
    DenialReason refusalAt(Instant now) {
        if (refusal != null) {
            return refusal;
        }
        return expiresAt != null && !now.isBefore(expiresAt) ? DenialReason.KEY_EXPIRED : null;
    }

    /** Tells whether the key may be used from there; an unknown address is on no allowlist. */
    boolean admits(@Nullable IpAddress address) {
        return allowlist == null || allowlist.contains(address);
    }
}
