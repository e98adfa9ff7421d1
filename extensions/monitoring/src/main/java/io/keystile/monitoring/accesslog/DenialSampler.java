package io.keystile.monitoring.accesslog;

/**
 * Selects the denials of a flood that get a line. In each second these are all up to a bound, then one in ten up to ten
 * times the bound, one in a hundred up to a hundred times the bound, and so on, down to one in a million. Not
 * thread-safe.
 */
final class DenialSampler {
    private static final int STEP = 10;
    private static final int MAX_SAMPLING = 1_000_000;

    private final long bound;
    private long second = Long.MIN_VALUE;
    private long denials;
    private long passedOver;

    DenialSampler(int bound) {
        this.bound = bound;
    }

    /**
     * Resets the count of denials if {@code now} is not the current second.
     *
     * @param now in seconds since the epoch
     * @return how many denials of the previous second were passed over; 0 if {@code now} is still the current second
     */
    long endSecond(long now) {
        if (now == second) {
            return 0;
        }
        second = now;
        denials = 0;
        return takePassedOver();
    }

    /** Returns how many denials were passed over since this method last returned them, and resets the count. */
    long takePassedOver() {
        long taken = passedOver;
        passedOver = 0;
        return taken;
    }

    /** Counts a denial. Returns how many denials its line stands for, itself included; 0 if it gets no line. */
    int sample() {
        int sampling = 1;
        for (long threshold = bound; denials >= threshold && sampling < MAX_SAMPLING; threshold *= STEP) {
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
