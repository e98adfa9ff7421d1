package io.keystile;

import com.github.benmanes.caffeine.cache.Interner;
import io.keystile.model.PermissionSet;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import java.util.List;

/**
 * Interns values that many keys share, so that decisions on different keys read the same memory and find it in the
 * processor's cache. Values that are no longer referenced are garbage-collected. Thread-safe.
 */
final class SharedParts {
    private final Interner<String> names = Interner.newWeakInterner();
    private final Interner<PermissionSet> permissions = Interner.newWeakInterner();
    private final Interner<List<RateLimit>> limits = Interner.newWeakInterner();
    private final Interner<RateLimitBucket> buckets = Interner.newWeakInterner();

    String of(String name) {
        return names.intern(name);
    }

    PermissionSet of(PermissionSet set) {
        return permissions.intern(set);
    }

    List<RateLimit> of(List<RateLimit> list) {
        return limits.intern(list);
    }

    RateLimitBucket of(RateLimitBucket bucket) {
        return buckets.intern(bucket);
    }
}
