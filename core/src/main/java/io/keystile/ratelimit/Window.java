package io.keystile.ratelimit;

/**
 * What a bucket remembers for one of its limits. Thread-safe without locks.
 *
 * <p>Every method is given a word that the bucket's state held, and an instant not before that word's epoch. Whoever
 * wants to admit a call writes here first ({@link #prepare}) and swaps the bucket's state afterwards, so whatever a
 * state word counts is already written when the word is seen. What was prepared for a swap that failed
 * concerns permits that the state does not count; at worst it keeps permits that have left for another window.
 */
abstract sealed class Window permits StampLog, BlockCounts {

    /** The word or the instant is too old to be answered. */
    static final int LOOK_AGAIN = -1;

    final RateLimit limit;
    final int permits;
    final long windowNanos;

    Window(RateLimit limit) {
        this.limit = limit;
        this.permits = (int) limit.permits();
        this.windowNanos = limit.windowNanos();
    }

    /** A window in which {@code spent} permits were admitted just now, with room for a call of {@code cost} more. */
    static Window of(RateLimit limit, long word, int spent, long now, int cost) {
        int live = (int) Math.min(spent, limit.permits());
        long stamp = Math.min(now, StateWord.endNanos(word));
        int needed = live + (int) Math.min(cost, limit.permits());
        return StampLog.fits(limit, needed)
                ? StampLog.of(limit, word, needed, live, stamp)
                : BlockCounts.of(limit, word, live);
    }

    /** What a call of {@code cost} is charged here: no more than the whole limit. */
    final int charge(int cost) {
        return Math.min(cost, permits);
    }

    final boolean admits(int used, int cost) {
        return used + charge(cost) <= permits;
    }

    /** Permits left when {@code spent} more are taken. */
    final int remaining(int used, int spent) {
        return Math.max(0, permits - used - charge(spent));
    }

    /** Nanoseconds until a call of {@code cost} is admitted, 0 if it is now; {@code reset} is until the next permit returns. */
    final long waitNanos(long word, long now, int used, int cost, long reset) {
        int missing = used + charge(cost) - permits;
        if (missing <= 0) {
            return 0;
        }
        return missing == 1 ? reset : untilReturned(word, now, used, missing);
    }

    /** Nanoseconds until the next permit comes back when {@code spent} more are taken now, 0 if none is spent. */
    final long resetNanos(long word, long now, int used, int spent) {
        if (used > 0) {
            return untilReturned(word, now, used, 1);
        }
        return spent > 0 ? lifetime(now) : 0;
    }

    /**
     * Permits that count at {@code now}, or {@link #LOOK_AGAIN}. More than the limit only while one call that asked
     * for more than the limit counts.
     */
    abstract int used(long word, long now);

    /** Whether a call of {@code cost} can be written here; otherwise the bucket needs {@link #withRoom}. */
    abstract boolean hasRoom(int used, int cost);

    /** This window, or one that remembers the same and has room for a call of {@code cost}. */
    abstract Window withRoom(long word, long now, int cost);

    /** Writes down a call of {@code cost} that {@code owner} is about to admit on top of {@code word}; false if the state moved. */
    abstract boolean prepare(Bucket owner, long word, long now, int used, int cost);

    /** Nanoseconds until {@code count} of the {@code used} permits that count at {@code now} have come back. */
    abstract long untilReturned(long word, long now, int used, int count);

    /** Nanoseconds for which a permit spent at {@code now} counts. */
    abstract long lifetime(long now);
}
