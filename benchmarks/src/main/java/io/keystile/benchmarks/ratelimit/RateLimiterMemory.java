package io.keystile.benchmarks.ratelimit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How much memory does a limiter keep for a quiet and for an active key, at several limits?
 *
 * <p>Counts every object reachable from the limiter, or from the map of limiters, with a number of keys and with twice
 * as many. Objects that keys share (clock, settings) cancel out in the difference; ids do not.
 */
public final class RateLimiterMemory {
    private static final List<Long> LIMITS = List.of(100L, 1_000L, 100_000L);
    private static final int KEYS = 1_000;

    private RateLimiterMemory() {}

    /** Prints a table. Options: {@code --json FILE} also writes it as JSON; {@code --keys N}, 1,000 by default. */
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
