package io.keystile.cache;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts changes by name. A caller that compares the numbers from before and after a read knows whether a change
 * happened in between, however long the read took.
 *
 * <p>Names share counters by hash code. A change of one name also looks like a change of the names that share its
 * counter, but no change is missed. Thread-safe and lock-free.
 */
class Generations {
    private static final int STRIPES = 1024;

    private final AtomicLongArray byName = new AtomicLongArray(STRIPES);
    private final AtomicLong allNames = new AtomicLong();
    private final AtomicLong total = new AtomicLong();

    /** Returns a number that is different after each change of {@code name} and each change of all names. */
    long of(Object name) {
        // Both counters only grow, so their sum is the same only if neither has changed.
        return byName.get(stripe(name)) + allNames.get();
    }

    /** Returns a number that is different after each change of any name. */
    long ofAny() {
        return total.get();
    }

    /** Records a change of {@code name}. */
    void increment(Object name) {
        // The total is first, so a thread that reads the new number of a name and then the total reads the new total.
        total.incrementAndGet();
        byName.incrementAndGet(stripe(name));
    }

    /** Records a change of all names. */
    void incrementAll() {
        total.incrementAndGet();
        allNames.incrementAndGet();
    }

    private static int stripe(Object name) {
        int hash = name.hashCode();
        return (hash ^ (hash >>> 16)) & (STRIPES - 1);
    }
}
