package io.keystile.benchmarks.ratelimit;

import io.keystile.ratelimit.RateLimit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Does a limiter admit more calls than its limit says, and does it deny any that are within it?
 *
 * <p>Every rival answers the same calls, at a clock that stands where each call's instant is, so that a run depends on
 * nothing but its seed. Each answer is held against an exact log of what that rival has itself admitted. This library
 * is also judged where it counts in 64ths of the window.
 */
public final class RateLimiterAccuracy {
    static final long SMALL = 100;

    private static final List<Long> OF_64THS = List.of(1_000L, 100_000L);
    private static final long SEED = 42;
    private static final int WINDOWS = 10_000;
    private static final int FEWEST_WINDOWS = 40;

    private RateLimiterAccuracy() {}

    /**
     * Prints a table. Options: {@code --json FILE} for where to write the same as JSON, {@code --windows N} for how
     * many windows of traffic there are at limit 100 (10,000; less at higher ones), {@code --seed N} (42).
     */
    public static void main(String[] args) throws IOException {
        Options options = Options.of(args, "--json", "--windows", "--seed");
        int windows = (int) options.number("--windows", WINDOWS);
        long seed = options.number("--seed", SEED);
        List<Verdict> verdicts = new ArrayList<>();
        System.out.println(Verdict.HEADING);
        for (Implementation implementation : Implementation.values()) {
            judge(implementation, SMALL, windows, seed, verdicts);
        }
        for (long permits : OF_64THS) {
            int fewer = Math.max(FEWEST_WINDOWS, (int) (windows * SMALL / permits));
            judge(Implementation.keystile, permits, fewer, seed, verdicts);
        }
        options.writeJson(verdicts);
    }

    private static void judge(
            Implementation implementation, long permits, int windows, long seed, List<Verdict> verdicts) {
        for (Shape traffic : Shape.values()) {
            Verdict verdict = Verdict.of(implementation, RateLimit.perSecond(permits), traffic, windows, seed);
            System.out.println(verdict.row());
            verdicts.add(verdict);
        }
    }
}
