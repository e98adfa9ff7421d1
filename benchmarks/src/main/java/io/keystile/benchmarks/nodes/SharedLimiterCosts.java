package io.keystile.benchmarks.nodes;

import io.keystile.benchmarks.ratelimit.Options;
import io.keystile.benchmarks.ratelimit.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How many round trips and commands, and how much of the server's processor time, does a call take?
 *
 * <p>The calls are those of {@link SharedLimiterBenchmark}. Commands are counted by {@code MONITOR}, and processor time
 * by {@code INFO}; both include what the clients send by themselves, such as pings.
 */
public final class SharedLimiterCosts {
    private static final int[] KEYS = {1, 10_000};
    private static final int[] THREADS = {1, 8};
    private static final int MILLIS = 500;

    private SharedLimiterCosts() {}

    /**
     * Prints a table. Options: {@code --json FILE} also writes it as JSON; {@code --millis N} is the time of each of
     * the three parts of a measurement, 500 by default.
     */
    public static void main(String[] args) throws IOException {
        Options options = Options.of(args, "--json", "--millis");
        long millis = options.number("--millis", MILLIS);
        List<CallCost> costs = new ArrayList<>();
        System.out.println(CallCost.HEADING);
        for (Implementation implementation : Implementation.values()) {
            for (int keys : KEYS) {
                for (Outcome outcome : Outcome.values()) {
                    for (int threads : THREADS) {
                        CallCost cost = CallCost.of(implementation, keys, outcome, threads, millis);
                        System.out.println(cost.row());
                        costs.add(cost);
                    }
                }
            }
        }
        options.writeJson(costs);
    }
}
