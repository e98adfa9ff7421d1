package io.keystile.benchmarks.nodes;

import io.keystile.benchmarks.ratelimit.Options;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How many calls does a limiter admit to several nodes in a window, beyond its limit?
 *
 * <p>Three nodes with two threads each make bursts of calls and pauses on one key, about three times as many calls as
 * the limit. Their clocks agree, because all run on one machine.
 */
public final class SharedLimiterAccuracy {
    private static final List<Long> LIMITS = List.of(100L, 1_000L);
    private static final int SECONDS = 6;
    private static final int SEED = 42;

    private SharedLimiterAccuracy() {}

    /**
     * Prints a table. Options: {@code --json FILE} also writes it as JSON; {@code --seconds N} is the time of each
     * measurement, 6 by default; {@code --seed N}, 42 by default.
     */
    public static void main(String[] args) throws IOException {
        Options options = Options.of(args, "--json", "--seconds", "--seed");
        int seconds = (int) options.number("--seconds", SECONDS);
        long seed = options.number("--seed", SEED);
        List<SharedAccuracy> results = new ArrayList<>();
        System.out.println(SharedAccuracy.HEADING);
        for (Implementation implementation : Implementation.values()) {
            for (long permits : LIMITS) {
                SharedAccuracy accuracy = SharedAccuracy.of(implementation, permits, seconds, seed);
                System.out.println(accuracy.row());
                results.add(accuracy);
            }
        }
        options.writeJson(results);
    }
}
