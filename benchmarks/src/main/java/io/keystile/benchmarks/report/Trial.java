package io.keystile.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * One row of JMH's results.
 *
 * @param parameters the benchmark's parameters by name; {@code method} is the name of the benchmark method
 * @param nanos the time of a call, in nanoseconds
 * @param error half the 99.9% interval of {@code nanos}; NaN if there were too few iterations to compute it
 * @param bytes the bytes that a call allocates; empty if that was not measured
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

    /** Reads a number; JMH writes NaN as text. */
    private static double number(JsonNode node) {
        return node.isNumber() ? node.doubleValue() : Double.NaN;
    }

    /** Returns whether the parameters have these values, given as {@code "name=value name=value"}. */
    boolean has(String settings) {
        return matches(settings, this::parameter);
    }

    /** Returns a parameter's value, or "" if there is no such parameter. */
    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /**
     * Returns whether {@code valueOf} returns these values, given as {@code "name=value name=value"}; "" is always met.
     */
    static boolean matches(String settings, UnaryOperator<String> valueOf) {
        return settings.isEmpty()
                || Stream.of(settings.split(" ")).allMatch(setting -> {
                    int equals = setting.indexOf('=');
                    return setting.substring(equals + 1).equals(valueOf.apply(setting.substring(0, equals)));
                });
    }
}
