package io.keystile;

import io.keystile.cache.CachedLookup;
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
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key and its workspace, compiled to the fields that a decision reads; made once per record. Thread-safe; what a
 * decision reads never changes.
 *
 * <p>Many keys do not fit into the processor's cache, and a call then waits for each object that it reads. So this is
 * also the entry of the cache, and repeats what the principal, the allowlist and the list of buckets hold.
 */
final class CompiledKey extends CachedLookup.Entry<CompiledKey> implements Verification {
    private static final long NEVER = Long.MAX_VALUE;

    private final ApiKeyPrincipal principal;
    private final String environment;
    private final PermissionSet permissions;
    private final SecretHash hash;
    private final @Nullable DenialReason denial;

    /** The time from which the key has expired, in microseconds since 1970, or {@link #NEVER}. */
    private final long endMicros;

    /** The allowed addresses if they are few and all IPv4, see {@link IpAllowlist#ipv4Boundaries}; else null. */
    private final int @Nullable [] fewAddresses;

    /** The allowed addresses if they are others; else null. */
    private final @Nullable IpAllowlist manyAddresses;

    /** The bucket if there is only one; else null. */
    private final @Nullable RateLimitBucket onlyBucket;

    /** The buckets if there is none, or more than one; else null. */
    private final @Nullable List<RateLimitBucket> otherBuckets;

    private CompiledKey(
            CachedLookup.Read read,
            ApiKeyRecord key,
            ApiKeyPrincipal principal,
            @Nullable DenialReason denial,
            List<RateLimitBucket> buckets) {
        super(read);
        IpAllowlist allowlist = key.settings().allowlist();
        this.principal = principal;
        this.environment = principal.environment();
        this.permissions = principal.permissions();
        this.hash = key.hash();
        this.denial = denial;
        this.endMicros = key.endsAt() == null ? NEVER : TimeOfDay.micros(key.endsAt());
        this.fewAddresses = allowlist == null ? null : allowlist.ipv4Boundaries();
        this.manyAddresses = fewAddresses == null ? allowlist : null;
        this.onlyBucket = buckets.size() == 1 ? buckets.get(0) : null;
        this.otherBuckets = onlyBucket == null ? buckets : null;
    }

    /**
     * Compiles the record that a read has found. If its plan does not exist, its limits are unknown, and every call is
     * denied as {@code UNAVAILABLE}.
     */
    static CompiledKey of(
            CachedLookup.Read read,
            ResolvedKey found,
            PlanSource plans,
            Set<String> environments,
            Set<String> services,
            SharedParts shared) {
        ApiKeyRecord key = found.key();
        WorkspaceRecord workspace = found.workspace();
        ApiKeySettings settings = key.settings();
        String planName = settings.plan() != null ? settings.plan() : workspace.plan();
        Plan plan = plans.find(planName).orElse(null);
        ApiKeyPrincipal principal = new ApiKeyPrincipal(
                key.id(),
                key.origin(),
                settings.name(),
                shared.of(workspace.id()),
                shared.of(key.environment()),
                shared.of(planName),
                shared.of(settings.permissions().intersect(workspace.ceiling())),
                settings.metadata());
        return new CompiledKey(
                read,
                key,
                principal,
                denial(key, workspace, plan, environments, services),
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

    @Override
    public ApiKeyPrincipal verified() {
        return principal;
    }

    /**
     * Reads a word of each object that the call will need. The processor then fetches them at the same time, and while
     * the secret is digested, instead of one after the other.
     *
     * @return a number without meaning, to be kept so that the compiler does not remove the reads
     */
    long touch() {
        long sum = hash.touch();
        if (fewAddresses != null && fewAddresses.length > 0) {
            sum += fewAddresses[0];
        }
        if (onlyBucket != null) {
            sum += onlyBucket.touch();
        }
        return sum;
    }

    /** Returns the caller's identity. */
    ApiKeyPrincipal principal() {
        return principal;
    }

    /** Returns the environment that the key was issued for. */
    String environment() {
        return environment;
    }

    /** Returns the key's permissions, limited to the workspace's ceiling. */
    PermissionSet permissions() {
        return permissions;
    }

    /** Returns the hash of the secret. */
    SecretHash hash() {
        return hash;
    }

    /** Returns the reason why every call is denied, or null. */
    @Nullable
    DenialReason denial() {
        return denial;
    }

    /** Returns the bucket that calls are charged to if there is only one; else null. */
    @Nullable
    RateLimitBucket onlyBucket() {
        return onlyBucket;
    }

    /** Returns the buckets that calls are charged to. */
    List<RateLimitBucket> buckets() {
        return otherBuckets != null ? otherBuckets : List.of(Objects.requireNonNull(onlyBucket));
    }

    /**
     * Returns why the key is denied now, or null if it is not.
     *
     * @param nanos a reading of the authenticator's monotonic clock
     */
    @Nullable
    DenialReason denialAt(long nanos, TimeOfDay time) {
        if (denial != null) {
            return denial;
        }
        return endMicros != NEVER && time.isAtOrAfter(endMicros, nanos) ? DenialReason.KEY_EXPIRED : null;
    }

    /** Returns whether the key may be used from {@code address}. Null means unknown, and is on no allowlist. */
    boolean admits(@Nullable IpAddress address) {
        if (fewAddresses != null) {
            return IpAllowlist.contains(fewAddresses, address);
        }
        return manyAddresses == null || manyAddresses.contains(address);
    }
}
