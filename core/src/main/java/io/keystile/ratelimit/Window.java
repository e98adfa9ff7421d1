package io.keystile.ratelimit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The history of one limit of a bucket. Thread-safe and lock-free.
 *
 * <p>Each method takes a word that the bucket's state held, and an instant not before that word's epoch. To admit a
 * call, a thread first calls {@link #prepare} and then swaps the bucket's state. So everything that a state word counts
 * is written before the word is visible. If the swap fails, the entries concern permits that the state does not count.
 * At worst, permits that have left the window then count for one more window.
 */
abstract sealed class Window permits StampLog, BlockCounts {

    /** The result of {@link #used} if the word or the instant is too old: the caller must read the state again. */
    static final int RETRY = -1;

    /** The cell that a window leaves to its bucket, for the state. It lies next to what most calls read. */
    static final int STATE = 0;

    static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);

    final RateLimit limit;
    final int permits;
    final long windowNanos;

    /** The {@link #STATE}, then what the window stores. */
    final long[] cells;

    Window(RateLimit limit, long[] cells) {
        this.limit = limit;
        this.cells = cells;
        this.permits = (int) limit.permits();
        this.windowNanos = limit.windowNanos();
    }

    /** Creates a window in which {@code spent} permits were admitted now, with capacity for a call of {@code cost}. */
    static Window of(RateLimit limit, long word, int spent, long now, int cost) {
        int live = (int) Math.min(spent, limit.permits());
        long stamp = Math.min(now, StateWord.endNanos(word));
        int needed = live + (int) Math.min(cost, limit.permits());
        return StampLog.fits(limit, needed)
                ? StampLog.of(limit, word, needed, live, stamp)
                : BlockCounts.of(limit, word, live);
    }

    /** Creates a window whose permits that count have these stamps, with capacity for a call of {@code cost}. */
    static Window ofStamps(RateLimit limit, long word, int cost, long[] stamps) {
        int needed = stamps.length + (int) Math.min(cost, limit.permits());
        return StampLog.fits(limit, needed)
                ? StampLog.of(limit, word, needed, stamps)
                : BlockCounts.of(limit, word, stamps);
    }

    /** Returns the charge of a call of {@code cost}: at most all permits of the limit. */
    final int charge(int cost) {
        return Math.min(cost, permits);
    }

    final boolean admits(int used, int cost) {
        return used + charge(cost) <= permits;
    }

    /** Returns the permits left after {@code spent} more are spent. */
    final int remaining(int used, int spent) {
        return Math.max(0, permits - used - charge(spent));
    }

    /**
     * Returns the nanoseconds until a call of {@code cost} is admitted; 0 if it is admitted now.
     *
     * @param reset the nanoseconds until the next permit comes back
     */
    final long waitNanos(long word, long now, int used, int cost, long reset) {
        int missing = used + charge(cost) - permits;
        if (missing <= 0) {
            return 0;
        }
        return missing == 1 ? reset : nanosUntilReturned(word, now, used, missing);
    }

    /** Returns the nanoseconds until a permit comes back, after {@code spent} more are spent; 0 if none is spent. */
    final long resetNanos(long word, long now, int used, int spent) {
        if (used > 0) {
            return nanosUntilReturned(word, now, used, 1);
        }
        return spent > 0 ? lifetimeNanos(now) : 0;
    }

    /**
     * Returns the permits that count at {@code now}, or {@link #RETRY}. They exceed the limit only while a call counts
     * that cost more than the limit.
     */
    abstract int used(long word, long now);

    /** Returns whether a call of {@code cost} can be recorded here; if not, use {@link #withCapacityFor}. */
    abstract boolean canRecord(int used, int cost);

    /** Returns another window with the same history and capacity for a call of {@code cost}. */
    abstract Window withCapacityFor(long word, long now, int cost);

    /**
     * Records a call of {@code cost} that {@code owner} is about to admit on top of {@code word}. Returns false if the
     * state has changed, or another call has recorded a later entry.
     */
    abstract boolean prepare(Bucket owner, long word, long now, int used, int cost);

    /** Returns the nanoseconds until {@code count} of the {@code used} permits that count at {@code now} come back. */
    abstract long nanosUntilReturned(long word, long now, int used, int count);

    /** Returns the nanoseconds for which a permit spent at {@code now} counts. */
    abstract long lifetimeNanos(long now);
}
