package io.keystile.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;

/**
 * A figure computed from the results of a run; empty if any part of it was not measured. Settings select rows and are
 * given as {@code "name=value name=value"}.
 */
@FunctionalInterface
interface Measure {
    OptionalDouble in(Run run);

    /** The time of the first trial with these settings, in nanoseconds. */
    static Measure nanos(String file, String settings) {
        return run -> run.trial(file, settings)
                .map(trial -> OptionalDouble.of(trial.nanos()))
                .orElse(OptionalDouble.empty());
    }

    /** The bytes that a call of the first trial with these settings allocates. */
    static Measure bytes(String file, String settings) {
        return run -> run.trial(file, settings).map(Trial::bytes).orElse(OptionalDouble.empty());
    }

    /** The greatest value of a field in the rows with these settings, in a file that JMH did not write. */
    static Measure field(String file, String field, String settings) {
        return run -> run.rows(file).stream()
                .filter(row -> Trial.matches(settings, name -> row.path(name).asText()))
                .map(row -> row.path(field))
                .filter(JsonNode::isNumber)
                .mapToDouble(JsonNode::doubleValue)
                .max();
    }

    static Measure greatest(List<String> names, Function<String, Measure> measure) {
        return names.stream()
                .map(measure)
                .reduce((a, b) -> a.with(b, Math::max))
                .orElseThrow();
    }

    static Measure least(List<String> names, Function<String, Measure> measure) {
        return names.stream()
                .map(measure)
                .reduce((a, b) -> a.with(b, Math::min))
                .orElseThrow();
    }

    default Measure minus(Measure other) {
        return with(other, (a, b) -> a - b);
    }

    default Measure over(Measure other) {
        return with(other, (a, b) -> a / b);
    }

    default Measure times(double factor) {
        return with(this, (a, b) -> a * factor);
    }

    /** The figure without its sign. */
    default Measure absolute() {
        return with(this, (a, b) -> Math.abs(a));
    }

    private Measure with(Measure other, DoubleBinaryOperator operator) {
        return run -> {
            OptionalDouble mine = in(run);
            OptionalDouble theirs = other.in(run);
            return mine.isPresent() && theirs.isPresent()
                    ? OptionalDouble.of(operator.applyAsDouble(mine.getAsDouble(), theirs.getAsDouble()))
                    : OptionalDouble.empty();
        };
    }
}
