package io.keystile.benchmarks.ratelimit;

import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/** How calls come in. Each makes the instants of endless calls, in nanoseconds and in order, the same for the same seed. */
enum Shape {
    /** Independent of each other, 1.5 times as many as the limit on average. */
    poisson {
        @Override
        LongSupplier calls(long permits, long window, SplittableRandom random) {
            return new Gaps(() -> exponential(random, window / 1.5 / permits));
        }
    },

    /** As many calls as the limit just before a multiple of the window, and as many just after; then a pause. */
    edges {
        @Override
        LongSupplier calls(long permits, long window, SplittableRandom random) {
            return new Bursts(permits, window, () -> 0);
        }
    },

    /** The same at any instant. */
    bursts {
        @Override
        LongSupplier calls(long permits, long window, SplittableRandom random) {
            return new Bursts(permits, window, () -> random.nextLong(window));
        }
    },

    /** Half a window on average at 6 times the limit, and then nothing for a window on average. */
    onOff {
        @Override
        LongSupplier calls(long permits, long window, SplittableRandom random) {
            double offPerCall = 1.0 / (3 * permits);
            return new Gaps(() -> exponential(random, window / 6.0 / permits)
                    + (random.nextDouble() < offPerCall ? exponential(random, (double) window) : 0));
        }
    };

    /** Makes calls against a limit of {@code permits} in {@code window} nanoseconds. */
    abstract LongSupplier calls(long permits, long window, SplittableRandom random);

    private static long exponential(SplittableRandom random, double mean) {
        return (long) (-Math.log(1 - random.nextDouble()) * mean);
    }

    /** Calls by the time between them. */
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

    /** In every four windows one burst of twice the limit, in a 25th of a window. */
    private static final class Bursts implements LongSupplier {
        private static final int WINDOWS_APART = 4;
        private static final int CALLS_IN_A_WINDOWS_TIME = 50;

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
            return middle + (inBurst - permits) * (window / CALLS_IN_A_WINDOWS_TIME) / permits;
        }
    }
}
