package io.keystile.benchmarks.alerts;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/**
 * Measures how much misuse the alert rules detect with their standard thresholds, and how often they raise false
 * alerts.
 *
 * <p>The program generates a month of traffic of 1,000 keys from a seed. Volumes follow the time of day and the day of
 * the week, and range from one call an hour to hundreds. There are machines, batch jobs that run at any time and
 * sometimes exceed their limits, keys that roam or move, growing volumes, and the unauthenticated traffic that any
 * public API receives. The month contains 200 incidents of all kinds of {@link Misuse}. Two weeks without incidents
 * precede it, in which the rules learn.
 *
 * <p>An incident counts as detected if the rule for its kind raises an alert on its subject between its first call and
 * one hour after its last. An alert is false if no incident explains it; an alert on a leaked key is never false.
 *
 * <p>Generated traffic is more regular than real traffic. The figures show whether the thresholds make sense and what a
 * change of them does. They do not predict results on real traffic. The thresholds were chosen with seeds 1 to 3;
 * report results of other seeds.
 */
public final class AlertEvaluation {
    private static final long SEED = 11;
    private static final int KEYS = 1_000;
    private static final int INCIDENTS = 200;

    private AlertEvaluation() {}

    /** Prints the results. Options: {@code --seed N} (default 11), {@code --json FILE} to also write them as JSON. */
    public static void main(String[] arguments) throws IOException {
        long seed = SEED;
        Path json = null;
        for (Iterator<String> rest = List.of(arguments).iterator(); rest.hasNext(); ) {
            String option = rest.next();
            switch (option) {
                case "--seed" -> seed = Long.parseLong(rest.next());
                case "--json" -> json = Path.of(rest.next());
                default -> throw new IllegalArgumentException("Unknown option: " + option);
            }
        }
        EvaluationResult result = new Simulation(seed, KEYS).run(INCIDENTS);
        System.out.print(result.report());
        if (json != null) {
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), result);
        }
    }
}
