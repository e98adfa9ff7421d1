package io.keystile.monitoring.accesslog;

/**
 * Says which denials of a flood are written down: of each second all up to a bound, then one in ten until ten times the bound,
 * one in a hundred until a hundred times, and so on. For one thread.
 */
final class DenialSampler {
    private static final int STEP = 10;
    private static final int LEAST_OFTEN = 1_000_000;

    private final long bound;
    private long second = Long.MIN_VALUE;
    private long denials;
    private long passedOver;

    DenialSampler(int bound) {
        this.bound = bound;
    }

    /** Returns how many denials of the last second were passed over, if another one has begun; else 0. */
    long endSecond(long now) {
        if (now == second) {
            return 0;
        }
        second = now;
        denials = 0;
        return takePassedOver();
    }

    /** Returns how many were passed over and not told yet. */
    long takePassedOver() {
        long untold = passedOver;
        passedOver = 0;
        return untold;
    }

    /** Counts a denial; returns for how many like it its line stands, or 0 if it is passed over. */
    int sample() {
        int sampling = 1;
        for (long above = bound; denials >= above && sampling < LEAST_OFTEN; above *= STEP) {
            sampling *= STEP;
        }
        boolean written = denials % sampling == 0;
        denials++;
        if (!written) {
            passedOver++;
        }
        return written ? sampling : 0;
    }
}
