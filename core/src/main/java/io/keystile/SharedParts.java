package io.keystile;

import com.github.benmanes.caffeine.cache.Interner;
import io.keystile.model.PermissionSet;
import io.keystile.ratelimit.RateLimit;
import java.util.List;

/**
 * What many keys have in common, kept once: a decision on one key then finds most of what it needs where the last one left
 * it, near the processor. What no key has any more is dropped. Thread-safe.
 */
final class SharedParts {
    private final Interner<String> names = Interner.newWeakInterner();
    private final Interner<PermissionSet> permissions = Interner.newWeakInterner();
    private final Interner<List<RateLimit>> limits = Interner.newWeakInterner();

    String of(String name) {
        return names.intern(name);
    }

    PermissionSet of(PermissionSet set) {
        return permissions.intern(set);
    }

    List<RateLimit> of(List<RateLimit> list) {
        return limits.intern(list);
    }
}
