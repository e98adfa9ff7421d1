package io.keystile.benchmarks.nodes;

import io.keystile.benchmarks.ratelimit.Outcome;
import java.util.Locale;

/**
 * What a call costs the server.
 *
 * @param implementation the limiter
 * @param keys the number of keys in use
 * @param outcome the outcome of every call
 * @param threads the threads of the node that make calls at the same time
 * @param roundTrips commands that the node sends for each call
 * @param commands commands that the server runs for each call, including those of scripts
 * @param cpuMicros the server's processor time for each call, in microseconds
 */
record CallCost(
        Implementation implementation,
        int keys,
        Outcome outcome,
        int threads,
        double roundTrips,
        double commands,
        double cpuMicros) {
    static final String HEADING = """
            | limiter | keys | outcome | threads | round trips | commands | server CPU |
            |---|---|---|---|---|---|---|""";

    /**
     * Makes calls for the given time three times: to warm up, to read the processor time, and to count commands, which
     * takes processor time of the server too.
     */
    static CallCost of(Implementation implementation, int keys, Outcome outcome, int threads, long millis) {
        try (Workload workload = new Workload(implementation, keys, outcome);
                ServerFigures server = new ServerFigures(workload.port())) {
            Callers.callFor(millis, threads, workload);
            double before = server.cpuMicros();
            long timed = Callers.callFor(millis, threads, workload);
            double cpu = server.cpuMicros() - before;
            long[] counted = new long[1];
            ServerFigures.Commands commands =
                    server.during(() -> counted[0] = Callers.callFor(millis, threads, workload));
            return new CallCost(
                    implementation,
                    keys,
                    outcome,
                    threads,
                    (double) commands.sent() / counted[0],
                    (double) commands.total() / counted[0],
                    cpu / timed);
        }
    }

    /** Returns a row of the table in Markdown. */
    String row() {
        return String.format(
                Locale.ROOT,
                "| `%s` | %,d | %s | %d | %.4f | %.4f | %.2f µs |",
                implementation,
                keys,
                outcome,
                threads,
                roundTrips,
                commands,
                cpuMicros);
    }
}
