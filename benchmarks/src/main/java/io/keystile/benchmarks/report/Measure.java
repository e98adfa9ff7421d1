package io.keystile.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Predicate;

/** A figure of a run; empty unless everything that it is made of was measured. */
@FunctionalInterface
interface Measure {
    OptionalDouble in(Run run);

    /** Time of the first trial of such parameters, in nanoseconds. */
    static Measure nanos(String file, String... settings) {
        return run -> run.trial(file, settings)
                .map(trial -> OptionalDouble.of(trial.nanos()))
                .orElse(OptionalDouble.empty());
    }

    /** Bytes that such a call allocates. */
    static Measure bytes(String file, String... settings) {
        return run -> run.trial(file, settings).map(Trial::bytes).orElse(OptionalDouble.empty());
    }

    /** The greatest value of a field in those rows of a file that pass. */
    static Measure greatest(String file, String field, Predicate<JsonNode> rows) {
        return run -> run.rows(file).stream()
                .filter(rows)
                .map(row -> row.path(field))
                .filter(JsonNode::isNumber)
                .mapToDouble(JsonNode::doubleValue)
                .max();
    }

    static Measure greatest(List<Measure> measures) {
        return measures.stream().reduce((a, b) -> a.with(b, Math::max)).orElseThrow();
    }

    static Measure least(List<Measure> measures) {
        return measures.stream().reduce((a, b) -> a.with(b, Math::min)).orElseThrow();
    }

    default Measure minus(Measure other) {
        return with(other, (a, b) -> a - b);
    }

    default Measure plus(Measure other) {
        return with(other, Double::sum);
    }

    default Measure over(Measure other) {
        return with(other, (a, b) -> a / b);
    }

    default Measure times(double factor) {
        return with(run -> OptionalDouble.of(factor), (a, b) -> a * b);
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
