package io.keystile.ratelimit;

/**
 * The layout of a bucket's state: {@code closed (1 bit) | returnable (1) | epoch (35) | count (27)}.
 *
 * <p>The epoch is the latest 1/64 second in which the bucket admitted a call. A window is whole seconds, so 1/64 of any
 * window is a whole number of epochs. The count is the number of permits ever admitted, modulo 2^27. Counts that are
 * compared never differ by more than {@link RateLimit#MAX_PERMITS}.
 *
 * <p>A closed word never changes again, and its bucket is replaced or evicted. While a word is returnable, the call
 * that wrote it can still give its permits back.
 */
final class StateWord {

    static final long EPOCH_NANOS = 1_000_000_000L / 64;
    static final int COUNT_BITS = 27;
    static final int COUNT_MASK = (1 << COUNT_BITS) - 1;
    static final long LATEST_NANOS = (1L << 35) * EPOCH_NANOS - 1;

    private static final long CLOSED = 1L << 63;
    private static final long RETURNABLE = 1L << 62;

    private StateWord() {}

    static long of(long epoch, int count) {
        return (epoch << COUNT_BITS) | (count & COUNT_MASK);
    }

    static long epochAt(long nanos) {
        return nanos / EPOCH_NANOS;
    }

    static long epoch(long word) {
        return (word & ~(CLOSED | RETURNABLE)) >>> COUNT_BITS;
    }

    static int count(long word) {
        return (int) word & COUNT_MASK;
    }

    /** Returns the first instant of the word's epoch. */
    static long startNanos(long word) {
        return epoch(word) * EPOCH_NANOS;
    }

    /** Returns the last instant of the word's epoch. No permit in its count was admitted at a later clock reading. */
    static long endNanos(long word) {
        return startNanos(word) + EPOCH_NANOS - 1;
    }

    static boolean isClosed(long word) {
        return word < 0;
    }

    static long closed(long word) {
        return word | CLOSED;
    }

    static boolean isReturnable(long word) {
        return (word & RETURNABLE) != 0;
    }

    static long returnable(long word) {
        return word | RETURNABLE;
    }

    static long settled(long word) {
        return word & ~RETURNABLE;
    }
}
