package io.keystile.cache;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts changes by name, so that what was read before a change is known to be old however late it arrives.
 *
 * <p>Names share counters by hash: a change of one makes its neighbours look changed too, never the other way round.
 * Thread-safe; reading takes no lock.
 */
final class Generations {
    private static final int STRIPES = 1024;

    private final AtomicLongArray byName = new AtomicLongArray(STRIPES);
    private final AtomicLong everything = new AtomicLong();
    private final AtomicLong changes = new AtomicLong();

    /** Returns a number that is another one after each change of {@code name} or of everything. */
    long of(Object name) {
        // Both only grow, so their sum stays the same only while neither changes.
        return byName.get(stripe(name)) + everything.get();
    }

    /** Returns a number that is another one after each change of any name. */
    long ofAny() {
        return changes.get();
    }

    // Changes of any are counted first: whoever sees a name's new number and then asks ofAny() sees the new one too.

    void changed(Object name) {
        changes.incrementAndGet();
        byName.incrementAndGet(stripe(name));
    }

    void everythingChanged() {
        changes.incrementAndGet();
        everything.incrementAndGet();
    }

    private static int stripe(Object name) {
        int hash = name.hashCode();
        return (hash ^ (hash >>> 16)) & (STRIPES - 1);
    }
}
