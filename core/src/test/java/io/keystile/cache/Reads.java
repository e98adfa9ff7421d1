package io.keystile.cache;

import io.keystile.store.ResolvedKey;

/** Creates reads for tests of other packages. */
public final class Reads {
    private Reads() {}

    /** Returns a read that has found this record, and ended at once. */
    public static CachedLookup.Read of(ResolvedKey found) {
        return new CachedLookup.Read(found.key().id(), found, 0, 0, 0);
    }
}
