package io.keystile;

import io.keystile.key.SecretHash;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.PermissionSet;
import io.keystile.model.Plan;
import io.keystile.model.PlanSource;
import io.keystile.model.WorkspaceRecord;
import io.keystile.net.IpAddress;
import io.keystile.net.IpAllowlist;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.store.ResolvedKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key and its workspace, compiled to the fields that a decision reads; made once per record. Immutable.
 *
 * <p>Some fields repeat those of the principal: every decision reads them, and this saves an indirection.
 *
 * @param principal the caller's identity
 * @param environment the environment that the key was issued for
 * @param permissions the key's permissions, limited to the workspace's ceiling
 * @param hash the hash of the secret
 * @param denial the reason why every call is denied, or null
 * @param endMicros the time from which the key has expired, in microseconds since 1970, or {@link Long#MAX_VALUE}
 * @param allowlist the addresses that the key may be used from, or null for any
 * @param buckets the buckets that calls are charged to
 */
record CompiledKey(
        ApiKeyPrincipal principal,
        String environment,
        PermissionSet permissions,
        SecretHash hash,
        @Nullable DenialReason denial,
        long endMicros,
        @Nullable IpAllowlist allowlist,
        List<RateLimitBucket> buckets) {
    private static final long NEVER = Long.MAX_VALUE;

    /**
     * Compiles a key. If its plan does not exist, its limits are unknown, and every call is denied as
     * {@code UNAVAILABLE}.
     */
    static CompiledKey of(
            ResolvedKey resolved,
            PlanSource plans,
            Set<String> environments,
            Set<String> services,
            SharedParts shared) {
        ApiKeyRecord key = resolved.key();
        WorkspaceRecord workspace = resolved.workspace();
        ApiKeySettings settings = key.settings();
        String planName = settings.plan() != null ? settings.plan() : workspace.plan();
        Plan plan = plans.find(planName).orElse(null);
        PermissionSet permissions = shared.of(settings.permissions().intersect(workspace.ceiling()));
        ApiKeyPrincipal principal = new ApiKeyPrincipal(
                key.id(),
                key.origin(),
                settings.name(),
                shared.of(workspace.id()),
                shared.of(key.environment()),
                shared.of(planName),
                permissions,
                settings.metadata());
        return new CompiledKey(
                principal,
                principal.environment(),
                permissions,
                key.hash(),
                denial(key, workspace, plan, environments, services),
                key.endsAt() == null ? NEVER : micros(key.endsAt()),
                settings.allowlist(),
                plan == null ? List.of() : CallLimits.buckets(key, plan, workspace, shared));
    }

    private static @Nullable DenialReason denial(
            ApiKeyRecord key,
            WorkspaceRecord workspace,
            @Nullable Plan plan,
            Set<String> environments,
            Set<String> services) {
        if (key.status() == KeyStatus.REVOKED) {
            return DenialReason.KEY_REVOKED;
        }
        if (key.status() == KeyStatus.DISABLED) {
            return DenialReason.KEY_DISABLED;
        }
        if (workspace.suspended()) {
            return DenialReason.WORKSPACE_SUSPENDED;
        }
        if (!environments.contains(key.environment())) {
            return DenialReason.WRONG_ENVIRONMENT;
        }
        Set<String> named = key.settings().services();
        if (!named.isEmpty() && Collections.disjoint(named, services)) {
            return DenialReason.WRONG_SERVICE;
        }
        return plan == null ? DenialReason.UNAVAILABLE : null;
    }

    /** Returns why the key is denied now, or null if it is not. Reads the clock only if the key can expire. */
    @Nullable
    DenialReason denialNow(InstantSource clock) {
        if (denial != null) {
            return denial;
        }
        return endMicros != NEVER && hasEnded(clock) ? DenialReason.KEY_EXPIRED : null;
    }

    /**
     * Returns whether the key has expired. Reads milliseconds, which allocates nothing, and the exact time only in the
     * millisecond of the expiry.
     */
    private boolean hasEnded(InstantSource clock) {
        long millis = clock.millis();
        long endMillis = Math.floorDiv(endMicros, 1_000);
        return millis == endMillis ? micros(clock.instant()) >= endMicros : millis > endMillis;
    }

    /** Converts a time to microseconds, without loss: the times of a record are whole microseconds. */
    private static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    }

    /** Returns whether the key may be used from {@code address}. Null means unknown, and is on no allowlist. */
    boolean admits(@Nullable IpAddress address) {
        return allowlist == null || allowlist.contains(address);
    }
}
