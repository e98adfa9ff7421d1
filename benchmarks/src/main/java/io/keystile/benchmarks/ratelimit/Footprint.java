package io.keystile.benchmarks.ratelimit;

import io.keystile.ratelimit.RateLimit;
import java.util.Locale;
import org.openjdk.jol.info.GraphLayout;

/**
 * The memory that a limiter keeps for one key.
 *
 * @param implementation the limiter
 * @param permits the limit per minute
 * @param use how much of the limit the key has used
 * @param bytesPerKey bytes of heap, including the key's id and its entry in the map of limiters
 */
record Footprint(Implementation implementation, long permits, Use use, double bytesPerKey) {
    static final String HEADING = """
            | limiter | limit | key | bytes per key |
            |---|---|---|---|""";

    private static final int MAX_STEPS = 1_000;

    static {
        // JOL cannot inspect records and lambdas otherwise.
        System.setProperty("jol.magicFieldOffset", "true");
    }

    /** How much of its limit a key has used within the window. */
    enum Use {
        /** Three calls. */
        quiet(3),
        /** As many calls as the limit admits, spread over the window. */
        active(Long.MAX_VALUE);

        private final long maxCalls;

        Use(long maxCalls) {
            this.maxCalls = maxCalls;
        }
    }

    /** Measures limiters with {@code keys} and with twice as many, and divides the difference by {@code keys}. */
    static Footprint of(Implementation implementation, long permits, Use use, int keys) {
        long difference = size(implementation, permits, use, 2 * keys) - size(implementation, permits, use, keys);
        return new Footprint(implementation, permits, use, (double) difference / keys);
    }

    private static long size(Implementation implementation, long permits, Use use, int keys) {
        RateLimit limit = RateLimit.perMinute(permits);
        LimiterClock clock = new LimiterClock();
        Contender contender = implementation.on(keys, limit, clock);
        long spent = Math.min(permits, use.maxCalls);
        int steps = (int) Math.min(spent, MAX_STEPS);
        for (int step = 0; step < steps; step++) {
            clock.moveTo(limit.window().toNanos() / steps * step);
            for (int key = 0; key < keys; key++) {
                contender.acquire(key, (int) (spent / steps));
            }
        }
        return GraphLayout.parseInstance(contender.memory()).totalSize();
    }

    /** Returns a row of the table in Markdown. */
    String row() {
        return String.format(Locale.ROOT, "| `%s` | %,d | %s | %,.0f |", implementation, permits, use, bytesPerKey);
    }
}
