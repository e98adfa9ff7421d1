package io.keystile.benchmarks.alerts;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/**
 * How good are the alert rules, with their standard thresholds?
 *
 * <p>A month of traffic of 1,000 keys is generated from a seed: by day and by week, of volumes from one call an hour to
 * hundreds, machines, batch jobs that run at any time and partly into their limits, keys that get about or move, growth, and
 * what the internet sends to any API. Into it go 200 incidents of all kinds that {@link Misuse} tells of. An incident is detected
 * if the rule that is for it tells of its subject, from its first call to an hour after its last. An alert that no incident
 * explains is false; a leaked key that goes on working is never one. Two weeks without incidents go before, in which the rules learn.
 *
 * <p>Generated traffic is tidier than real traffic: the figures tell whether thresholds make sense, and what a change of them
 * does, and not what somebody will see. Thresholds were chosen with seeds 1 to 3; report any other.
 */
public final class AlertEvaluation {
    private static final long SEED = 11;
    private static final int KEYS = 1_000;
    private static final int INCIDENTS = 200;

    private AlertEvaluation() {}

    /** Prints a table. Options: {@code --seed N} (11), {@code --json FILE} for where to write the same as JSON. */
    public static void main(String[] arguments) throws IOException {
        long seed = SEED;
        Path json = null;
        for (Iterator<String> rest = List.of(arguments).iterator(); rest.hasNext(); ) {
            String option = rest.next();
            switch (option) {
                case "--seed" -> seed = Long.parseLong(rest.next());
                case "--json" -> json = Path.of(rest.next());
                default -> throw new IllegalArgumentException("There is no option " + option);
            }
        }
        Verdict verdict = new Simulation(seed, KEYS).run(INCIDENTS);
        System.out.print(verdict.report());
        if (json != null) {
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), verdict);
        }
    }
}
