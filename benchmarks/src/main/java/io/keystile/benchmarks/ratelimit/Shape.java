package io.keystile.benchmarks.ratelimit;

import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * Patterns in which calls arrive. Each generates an endless sequence of instants, in nanoseconds and ascending; the
 * same seed gives the same sequence.
 */
enum Shape {
    /** Independent arrivals, on average 1.5 times as many as the limit. */
    poisson {
        @Override
        LongSupplier calls(long permits, long window, SplittableRandom random) {
            return new Gaps(() -> exponential(random, window / 1.5 / permits));
        }
    },

    /**
     * As many calls as the limit just before a multiple of the window, and as many again just after it; then a pause.
     */
    edges {
        @Override
        LongSupplier calls(long permits, long window, SplittableRandom random) {
            return new Bursts(permits, window, () -> 0);
        }
    },

    /** As {@link #edges}, but around a random instant. */
    bursts {
        @Override
        LongSupplier calls(long permits, long window, SplittableRandom random) {
            return new Bursts(permits, window, () -> random.nextLong(window));
        }
    },

    /** On average half a window at 6 times the limit, then on average a window without calls. */
    onOff {
        @Override
        LongSupplier calls(long permits, long window, SplittableRandom random) {
            double offPerCall = 1.0 / (3 * permits);
            return new Gaps(() -> exponential(random, window / 6.0 / permits)
                    + (random.nextDouble() < offPerCall ? exponential(random, (double) window) : 0));
        }
    };

    /** Returns the instants of calls to a limit of {@code permits} in {@code window} nanoseconds. */
    abstract LongSupplier calls(long permits, long window, SplittableRandom random);

    private static long exponential(SplittableRandom random, double mean) {
        return (long) (-Math.log(1 - random.nextDouble()) * mean);
    }

    /** Instants whose differences come from a supplier. */
    private static final class Gaps implements LongSupplier {
        private final LongSupplier gap;
        private long last;

        Gaps(LongSupplier gap) {
            this.gap = gap;
        }

        @Override
        public long getAsLong() {
            last += gap.getAsLong();
            return last;
        }
    }

    /** A burst of twice the limit within a 25th of a window, in every fourth window. */
    private static final class Bursts implements LongSupplier {
        private static final int WINDOWS_APART = 4;
        private static final int BURST_HALVES_PER_WINDOW = 50;

        private final long permits;
        private final long window;
        private final LongSupplier phase;
        private long middle;
        private long call;

        Bursts(long permits, long window, LongSupplier phase) {
            this.permits = permits;
            this.window = window;
            this.phase = phase;
        }

        @Override
        public long getAsLong() {
            long inBurst = call % (2 * permits);
            if (inBurst == 0) {
                middle = (1 + WINDOWS_APART * (call / (2 * permits))) * window + phase.getAsLong();
            }
            call++;
            return middle + (inBurst - permits) * (window / BURST_HALVES_PER_WINDOW) / permits;
        }
    }
}
