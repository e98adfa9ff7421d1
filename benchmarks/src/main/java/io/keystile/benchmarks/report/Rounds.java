package io.keystile.benchmarks.report;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Results of a program that measures alternatives in turn, round after round. Each row has a {@code round}. Figures are
 * medians of rounds, so that a disturbance of the machine during a few rounds has no effect.
 */
final class Rounds {
    private Rounds() {}

    /** The median of a field in the rows with these settings. */
    static Measure median(String file, String field, String settings) {
        return run -> median(figures(run, file, field, settings));
    }

    /** The median of the ratios, each of the rows with settings {@code one} and {@code other} in the same round. */
    static Measure ratio(String file, String field, String one, String other) {
        return run -> {
            Map<Integer, Double> ratios = figures(run, file, field, one);
            Map<Integer, Double> divisors = figures(run, file, field, other);
            ratios.keySet().retainAll(divisors.keySet());
            divisors.forEach((round, divisor) -> ratios.computeIfPresent(round, (same, figure) -> figure / divisor));
            return median(ratios);
        };
    }

    /** Returns the figures by round. */
    private static Map<Integer, Double> figures(Run run, String file, String field, String settings) {
        Map<Integer, Double> figures = new TreeMap<>();
        run.rows(file).stream()
                .filter(row -> Trial.matches(settings, name -> row.path(name).asText()))
                .filter(row -> row.path(field).isNumber())
                .forEach(row -> figures.put(
                        row.path("round").intValue(), row.path(field).doubleValue()));
        return figures;
    }

    private static OptionalDouble median(Map<Integer, Double> figures) {
        double[] sorted = figures.values().stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }
}
