package io.keystile.benchmarks.ratelimit;

import java.util.ArrayDeque;

/**
 * An exact log of the calls that a limiter has admitted, against which its results are checked. A window is half-open:
 * an admission at instant t counts until just before t plus the window. Not thread-safe.
 */
final class ExactLog {
    private final int permits;
    private final long window;
    private final ArrayDeque<Long> counting = new ArrayDeque<>();

    /** The instants of the latest {@code permits} admissions; admission n is at index n modulo {@code permits}. */
    private final long[] latest;

    private long calls;
    private long admissions;
    private long overAdmissions;
    private long falseDenials;
    private long mostInAWindow;
    private long latestReturn;

    /** Creates a log for a limit of {@code permits} in {@code window} nanoseconds. */
    ExactLog(int permits, long window) {
        this.permits = permits;
        this.window = window;
        this.latest = new long[permits];
    }

    /** Records the result of a call at an instant in nanoseconds, which must not be before the previous one. */
    void record(long now, boolean admitted) {
        while (!counting.isEmpty() && counting.getFirst() + window <= now) {
            counting.removeFirst();
        }
        boolean room = counting.size() < permits;
        calls++;
        if (admitted) {
            counting.addLast(now);
            latest[(int) (admissions % permits)] = now;
            admissions++;
            overAdmissions += room ? 0 : 1;
            mostInAWindow = Math.max(mostInAWindow, counting.size());
        } else if (room) {
            falseDenials++;
            latestReturn = Math.max(latestReturn, now - roomSince());
        }
    }

    /**
     * Returns the instant since which the window has had room: when the oldest of the last {@code permits} admissions
     * left it.
     */
    private long roomSince() {
        return admissions < permits ? 0 : latest[(int) (admissions % permits)] + window;
    }

    long calls() {
        return calls;
    }

    long admissions() {
        return admissions;
    }

    /** Returns the number of calls admitted although the window already had as many admissions as the limit. */
    long overAdmissions() {
        return overAdmissions;
    }

    /** Returns the number of calls denied although the window had room. */
    long falseDenials() {
        return falseDenials;
    }

    long mostInAWindow() {
        return mostInAWindow;
    }

    /** Returns the longest time for which calls were still denied after capacity had returned, in nanoseconds. */
    long latestReturnNanos() {
        return latestReturn;
    }
}
