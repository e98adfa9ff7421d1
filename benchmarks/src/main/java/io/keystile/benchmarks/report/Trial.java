package io.keystile.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One row of the harness's results.
 *
 * @param parameters the benchmark's parameters by name; {@code method} is the one that was measured
 * @param nanos what a call takes, in nanoseconds
 * @param error half the 99.9% interval of {@code nanos}, or NaN where there were too few iterations to tell
 * @param bytes what a call allocates, or empty if that was not measured
 */
record Trial(Map<String, String> parameters, double nanos, double error, OptionalDouble bytes) {
    static Trial of(JsonNode row) {
        Map<String, String> parameters = new LinkedHashMap<>();
        String benchmark = row.path("benchmark").asText();
        parameters.put("method", benchmark.substring(benchmark.lastIndexOf('.') + 1));
        row.path("params")
                .properties()
                .forEach(
                        field -> parameters.put(field.getKey(), field.getValue().asText()));
        JsonNode allocated = row.path("secondaryMetrics").path("gc.alloc.rate.norm");
        return new Trial(
                parameters,
                number(row.path("primaryMetric").path("score")),
                number(row.path("primaryMetric").path("scoreError")),
                allocated.isMissingNode()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(number(allocated.path("score"))));
    }

    /** The harness writes NaN as text. */
    private static double number(JsonNode node) {
        return node.isNumber() ? node.doubleValue() : Double.NaN;
    }

    /** Tells whether all parameters are as given, each as {@code name=value}. */
    boolean has(List<String> settings) {
        return settings.stream().allMatch(setting -> {
            int equals = setting.indexOf('=');
            return setting.substring(equals + 1).equals(parameter(setting.substring(0, equals)));
        });
    }

    /** Returns a parameter's value, or "" if there is no such parameter. */
    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }
}
