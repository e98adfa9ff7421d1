package io.keystile.benchmarks.ratelimit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How much memory does a key take, quiet or active, as limits grow?
 *
 * <p>Everything that is reached from a limiter, or from the map of a rival's limiters, is counted with one number of keys
 * and with twice as many. What keys share (clock, settings) falls out of the difference; ids do not.
 */
public final class RateLimiterMemory {
    private static final List<Long> LIMITS = List.of(100L, 1_000L, 100_000L);
    private static final int KEYS = 1_000;

    private RateLimiterMemory() {}

    /** Prints a table. Options: {@code --json FILE} for where to write the same as JSON, {@code --keys N} (1,000). */
    public static void main(String[] args) throws IOException {
        Options options = Options.of(args, "--json", "--keys");
        int keys = (int) options.number("--keys", KEYS);
        List<Footprint> footprints = new ArrayList<>();
        System.out.println(Footprint.HEADING);
        for (Implementation implementation : Implementation.values()) {
            for (long permits : LIMITS) {
                for (Footprint.Use use : Footprint.Use.values()) {
                    Footprint footprint = Footprint.of(implementation, permits, use, keys);
                    System.out.println(footprint.row());
                    footprints.add(footprint);
                }
            }
        }
        options.writeJson(footprints);
    }
}
