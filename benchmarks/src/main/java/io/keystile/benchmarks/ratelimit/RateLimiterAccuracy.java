package io.keystile.benchmarks.ratelimit;

import io.keystile.ratelimit.RateLimit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Does a limiter admit calls beyond its limit, and does it deny calls within it?
 *
 * <p>Every limiter gets the same calls, and its clock is set to each call's instant, so a run depends on its seed only.
 * Each result is compared with an exact log of the calls that the same limiter has admitted. This library is also
 * measured with limits that it counts in 64ths of the window.
 */
public final class RateLimiterAccuracy {
    static final long SMALL = 100;

    private static final List<Long> OF_64THS = List.of(1_000L, 100_000L);
    private static final long SEED = 42;
    private static final int WINDOWS = 10_000;
    private static final int MIN_WINDOWS = 40;

    private RateLimiterAccuracy() {}

    /**
     * Prints a table. Options: {@code --json FILE} also writes it as JSON; {@code --windows N} is the number of windows
     * of traffic at limit 100, by default 10,000, with fewer at higher limits; {@code --seed N}, by default 42.
     */
    public static void main(String[] args) throws IOException {
        Options options = Options.of(args, "--json", "--windows", "--seed");
        int windows = (int) options.number("--windows", WINDOWS);
        long seed = options.number("--seed", SEED);
        List<Accuracy> measured = new ArrayList<>();
        System.out.println(Accuracy.HEADING);
        for (Implementation implementation : Implementation.values()) {
            measure(implementation, SMALL, windows, seed, measured);
        }
        for (long permits : OF_64THS) {
            int fewer = Math.max(MIN_WINDOWS, (int) (windows * SMALL / permits));
            measure(Implementation.keystile, permits, fewer, seed, measured);
        }
        options.writeJson(measured);
    }

    private static void measure(
            Implementation implementation, long permits, int windows, long seed, List<Accuracy> measured) {
        for (Shape traffic : Shape.values()) {
            Accuracy accuracy = Accuracy.of(implementation, RateLimit.perSecond(permits), traffic, windows, seed);
            System.out.println(accuracy.row());
            measured.add(accuracy);
        }
    }
}
