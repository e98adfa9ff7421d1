package io.keystile.benchmarks.ratelimit;

import io.keystile.ratelimit.RateLimit;
import java.util.Locale;
import org.openjdk.jol.info.GraphLayout;

/**
 * How much memory one more key takes.
 *
 * @param implementation the rival
 * @param permits the limit per minute
 * @param use what the key has done
 * @param bytesPerKey of heap, its id and its place in the map of limiters included
 */
record Footprint(Implementation implementation, long permits, Use use, double bytesPerKey) {
    static final String HEADING = """
            | limiter | limit | key | bytes per key |
            |---|---|---|---|""";

    private static final int MOST_STEPS = 1_000;

    static {
        // JOL has no other way to look into records and lambdas.
        System.setProperty("jol.magicFieldOffset", "true");
    }

    /** What a key has done lately. */
    enum Use {
        /** Three calls in the window. */
        quiet(3),
        /** As many as the limit admits, spread over the window. */
        active(Long.MAX_VALUE);

        private final long most;

        Use(long most) {
            this.most = most;
        }
    }

    /** Measures it as half the difference between limiters of {@code keys} and of twice as many. */
    static Footprint of(Implementation implementation, long permits, Use use, int keys) {
        long difference = size(implementation, permits, use, 2 * keys) - size(implementation, permits, use, keys);
        return new Footprint(implementation, permits, use, (double) difference / keys);
    }

    private static long size(Implementation implementation, long permits, Use use, int keys) {
        RateLimit limit = RateLimit.perMinute(permits);
        LimiterClock clock = new LimiterClock();
        Contender contender = implementation.on(keys, limit, clock);
        long spent = Math.min(permits, use.most);
        int steps = (int) Math.min(spent, MOST_STEPS);
        for (int step = 0; step < steps; step++) {
            clock.moveTo(limit.window().toNanos() / steps * step);
            for (int key = 0; key < keys; key++) {
                contender.take(key, (int) (spent / steps));
            }
        }
        return GraphLayout.parseInstance(contender.memory()).totalSize();
    }

    /** Returns a row of the table. */
    String row() {
        return String.format(Locale.ROOT, "| `%s` | %,d | %s | %,.0f |", implementation, permits, use, bytesPerKey);
    }
}
