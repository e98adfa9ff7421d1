package io.keystile.benchmarks.nodes;

import io.keystile.benchmarks.ratelimit.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How much memory does the server keep for a key whose limit is used up, at several limits? */
public final class SharedLimiterMemory {
    private static final List<Long> LIMITS = List.of(100L, 1_000L, 100_000L);
    private static final int SHORTEST_MILLIS = 2_000;

    /** As fast as every limiter can be called. */
    private static final int CALLS_PER_MILLI = 10;

    private SharedLimiterMemory() {}

    /**
     * Prints a table. Options: {@code --json FILE} also writes it as JSON; {@code --max N} leaves out greater limits.
     */
    public static void main(String[] args) throws IOException {
        Options options = Options.of(args, "--json", "--max");
        long max = options.number("--max", Long.MAX_VALUE);
        List<KeySize> sizes = new ArrayList<>();
        System.out.println(KeySize.HEADING);
        for (Implementation implementation : Implementation.values()) {
            for (long permits : LIMITS) {
                if (permits <= max) {
                    Duration window = Duration.ofMillis(Math.max(SHORTEST_MILLIS, permits / CALLS_PER_MILLI));
                    KeySize size = KeySize.of(implementation, permits, window);
                    System.out.println(size.row());
                    sizes.add(size);
                }
            }
        }
        options.writeJson(sizes);
    }
}
