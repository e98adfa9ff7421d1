package io.keystile.ratelimit;

import java.util.Arrays;

/**
 * An exact log of granted calls, which counts those wholly within each half-open interval of one window. It keeps only
 * the calls that an interval not yet counted can hold. Time is a number of steps. Not thread-safe.
 *
 * <p>The calls that end before an interval does, less those that start before it does, lie wholly within it. If a call
 * takes longer than a window, this is too low, but never too high.
 */
final class WindowCount {
    private final int window;

    /** The number of calls that start, or end, at each step from {@link #next} on. */
    private final int[] starts;

    private final int[] ends;

    /** The start of the next interval. */
    private long next;

    /** The number of calls that end before the next interval does, less those that start before it does. */
    private int inside;

    private int most;

    /**
     * Creates an empty log.
     *
     * @param first the step before the first call
     * @param maxSteps the maximum number of steps between two calls of {@link #countUntil}
     */
    WindowCount(int window, long first, int maxSteps) {
        this.window = window;
        this.next = first + 1 - window;
        this.starts = new int[window + maxSteps];
        this.ends = new int[window + maxSteps];
    }

    void add(long start, long end) {
        starts[(int) (start - next)]++;
        ends[(int) (end - next)]++;
    }

    /** Counts in each interval that ends at {@code step} or before. All calls until then must have been added. */
    void countUntil(long step) {
        int intervals = (int) (step + 1 - window - next);
        for (int i = 0; i < intervals; i++) {
            inside += ends[i + window] - starts[i];
            most = Math.max(most, inside);
        }
        keepFrom(starts, intervals);
        keepFrom(ends, intervals);
        next += intervals;
    }

    private static void keepFrom(int[] counts, int first) {
        int kept = counts.length - first;
        System.arraycopy(counts, first, counts, 0, kept);
        Arrays.fill(counts, kept, counts.length, 0);
    }

    /** Returns the largest number of calls in an interval. */
    int most() {
        return most;
    }
}
