package io.keystile.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * A limiter shared by nodes in one setting, from two rows of JMH's results: throughput, and sampled times.
 *
 * @param parameters the benchmark's parameters by name; {@code threads} is the number of threads
 * @param callsPerSecond the calls of all threads in a second; NaN if not measured
 * @param medianMicros the time that half of the calls take at most, in microseconds; NaN if not measured
 * @param p99Micros the time that 99% of the calls take at most, in microseconds; NaN if not measured
 */
record SharedTrial(Map<String, String> parameters, double callsPerSecond, double medianMicros, double p99Micros) {
    private static final List<String> FILES = List.of("shared-time", "shared-threads");
    private static final SharedTrial NONE = new SharedTrial(Map.of(), Double.NaN, Double.NaN, Double.NaN);

    /** Returns the trials of a run, each with both of its rows. */
    static List<SharedTrial> allIn(Run run) {
        Map<Map<String, String>, SharedTrial> trials = new LinkedHashMap<>();
        FILES.stream()
                .flatMap(file -> run.rows(file).stream())
                .map(SharedTrial::of)
                .forEach(trial -> trials.merge(trial.parameters, trial, SharedTrial::and));
        return List.copyOf(trials.values());
    }

    /** Returns a figure of the trial with these settings, given as {@code "name=value name=value"}. */
    static Measure measure(String settings, ToDoubleFunction<SharedTrial> figure) {
        return run -> allIn(run).stream()
                .filter(trial -> Trial.matches(settings, name -> trial.parameters.getOrDefault(name, "")))
                .mapToDouble(figure)
                .filter(value -> !Double.isNaN(value))
                .findFirst();
    }

    private static SharedTrial of(JsonNode row) {
        Map<String, String> parameters = new LinkedHashMap<>();
        row.path("params")
                .properties()
                .forEach(
                        field -> parameters.put(field.getKey(), field.getValue().asText()));
        parameters.put("threads", row.path("threads").asText());
        JsonNode metric = row.path("primaryMetric");
        if (row.path("mode").asText().equals("thrpt")) {
            // JMH counts calls per microsecond.
            double callsPerSecond = metric.path("score").doubleValue() * 1e6;
            return new SharedTrial(parameters, callsPerSecond, Double.NaN, Double.NaN);
        }
        JsonNode percentiles = metric.path("scorePercentiles");
        return new SharedTrial(
                parameters,
                Double.NaN,
                percentiles.path("50.0").doubleValue(),
                percentiles.path("99.0").doubleValue());
    }

    private SharedTrial and(SharedTrial other) {
        return new SharedTrial(
                parameters,
                measured(callsPerSecond, other.callsPerSecond),
                measured(medianMicros, other.medianMicros),
                measured(p99Micros, other.p99Micros));
    }

    private static double measured(double first, double second) {
        return Double.isNaN(first) ? second : first;
    }

    /** Returns the trials of all runs as a table, run after run. */
    static String table(List<Run> runs) {
        List<String> names = List.of("implementation", "keys", "outcome", "threads");
        List<String> heading = new ArrayList<>(names);
        runs.forEach(run -> heading.addAll(List.of(run.name() + ", calls/s", "p50, µs", "p99, µs")));
        Table table = new Table(heading, names.size());
        List<Map<String, String>> rows = runs.stream()
                .flatMap(run -> allIn(run).stream())
                .map(SharedTrial::parameters)
                .distinct()
                .toList();
        for (Map<String, String> row : rows) {
            List<String> cells = new ArrayList<>();
            names.forEach(name -> cells.add(row.getOrDefault(name, "")));
            cells.set(0, "`" + cells.get(0) + "`");
            for (Run run : runs) {
                SharedTrial trial = allIn(run).stream()
                        .filter(candidate -> candidate.parameters.equals(row))
                        .findFirst()
                        .orElse(NONE);
                Stream.of(trial.callsPerSecond, trial.medianMicros, trial.p99Micros)
                        .map(value -> Double.isNaN(value) ? Table.NOT_MEASURED : Table.number(value))
                        .forEach(cells::add);
            }
            table.add(cells);
        }
        return rows.isEmpty() ? "Not measured.\n" : table.toString();
    }
}
