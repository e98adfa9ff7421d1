package io.keystile.benchmarks.ratelimit;

import java.util.ArrayDeque;

/**
 * Holds a limiter's answers against an exact log of what that limiter itself has admitted. A window is half-open: what was
 * admitted at an instant counts until just before a window later. For one thread.
 */
final class Judge {
    private final int permits;
    private final long window;
    private final ArrayDeque<Long> counting = new ArrayDeque<>();

    /** When the latest admissions were, as many as there are permits, by their numbers. */
    private final long[] latest;

    private long calls;
    private long admissions;
    private long overAdmissions;
    private long falseDenials;
    private long mostInAWindow;
    private long latestReturn;

    /** Judges by a limit of {@code permits} in {@code window} nanoseconds. */
    Judge(int permits, long window) {
        this.permits = permits;
        this.window = window;
        this.latest = new long[permits];
    }

    /** Hears of an answer; the instants, in nanoseconds, never go back. */
    void hear(long now, boolean admitted) {
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

    /** Since when there has been the room that there is: since the last admission but so many left the window. */
    private long roomSince() {
        return admissions < permits ? 0 : latest[(int) (admissions % permits)] + window;
    }

    long calls() {
        return calls;
    }

    long admissions() {
        return admissions;
    }

    /** Admissions at which the limit was already used up within a window. */
    long overAdmissions() {
        return overAdmissions;
    }

    /** Denials at which it was not. */
    long falseDenials() {
        return falseDenials;
    }

    long mostInAWindow() {
        return mostInAWindow;
    }

    /** How long at most calls were still denied after there was room again, in nanoseconds. */
    long latestReturnNanos() {
        return latestReturn;
    }
}
