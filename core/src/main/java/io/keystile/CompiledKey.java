package io.keystile;

import static java.util.stream.Collectors.toUnmodifiableList;

import io.keystile.key.SecretHash;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.PermissionSet;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.net.IpAddress;
import io.keystile.net.IpAllowlist;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.store.ResolvedKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a decision needs of a key and its workspace, worked out once per record. Immutable.
 *
 * <p>It holds again what the principal holds, where that is looked at with every call: each place in memory less counts.
 *
 * @param principal who calls with it
 * @param environment what it was issued for
 * @param permissions what it may do
 * @param hash of its secret
 * @param denial why it does not work at any time, or null
 * @param endMicros the microsecond since 1970 from which it does not work, or {@link Long#MAX_VALUE}
 * @param allowlist where it may be used from, or null for anywhere
 * @param buckets what its calls are counted in
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

    /** Works out what counts for a key. Where its plan is not among {@code plans}, nobody can tell its limits. */
    static CompiledKey of(ResolvedKey resolved, Plans plans, Set<String> environments, SharedParts shared) {
        ApiKeyRecord key = resolved.key();
        WorkspaceRecord workspace = resolved.workspace();
        ApiKeySettings settings = key.settings();
        String planName = settings.plan() != null ? settings.plan() : workspace.plan();
        Plan plan = plans.find(planName).orElse(null);
        PermissionSet permissions = shared.of(settings.permissions().intersect(workspace.ceiling()));
        ApiKeyPrincipal principal = new ApiKeyPrincipal(
                key.id(),
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
                denial(key, workspace, plan, environments),
                key.endsAt() == null ? NEVER : micros(key.endsAt()),
                settings.allowlist(),
                plan == null ? List.of() : buckets(key, plan, workspace, shared));
    }

    private static @Nullable DenialReason denial(
            ApiKeyRecord key, WorkspaceRecord workspace, @Nullable Plan plan, Set<String> environments) {
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
        return plan == null ? DenialReason.UNAVAILABLE : null;
    }

    /** Shared limits get names of their own, so that a client can tell them from the key's. */
    private static List<RateLimitBucket> buckets(
            ApiKeyRecord key, Plan plan, WorkspaceRecord workspace, SharedParts shared) {
        List<RateLimit> own = key.settings().limits();
        List<RateLimitBucket> buckets = new ArrayList<>(2);
        buckets.add(new RateLimitBucket("key:" + key.id(), own.isEmpty() ? plan.limits() : shared.of(own)));
        if (!workspace.sharedLimits().isEmpty()) {
            // The bucket keeps this list itself; of what toList() returns it would keep a copy, which nothing shares.
            List<RateLimit> ofAll = workspace.sharedLimits().stream()
                    .map(limit -> RateLimit.of("workspace-" + limit.name(), limit.permits(), limit.window()))
                    .collect(toUnmodifiableList());
            buckets.add(new RateLimitBucket("workspace:" + workspace.id(), shared.of(ofAll)));
        }
        return List.copyOf(buckets);
    }

    /** Returns why the key does not work now, or null if it does; the clock is read only if the key has an end. */
    @Nullable
    DenialReason denialNow(InstantSource clock) {
        if (denial != null) {
            return denial;
        }
        return endMicros != NEVER && micros(clock.instant()) >= endMicros ? DenialReason.KEY_EXPIRED : null;
    }

    /** A record's times are whole microseconds, so nothing is lost. */
    private static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    }

    /** Tells whether the key may be used from there; an unknown address is on no allowlist. */
    boolean admits(@Nullable IpAddress address) {
        return allowlist == null || allowlist.contains(address);
    }
}
