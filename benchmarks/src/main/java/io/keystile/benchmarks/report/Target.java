package io.keystile.benchmarks.report;

import java.util.OptionalDouble;

/**
 * A bound on a figure.
 *
 * @param what describes the figure
 * @param kind on which side of the bound the figure must be
 * @param bound in {@code unit}
 * @param unit the unit of the bound and of the figure
 * @param measure computes the figure
 */
record Target(String what, Kind kind, double bound, String unit, Measure measure) {
    enum Kind {
        AT_MOST("≤"),
        AT_LEAST("≥"),
        BELOW("<");

        private final String sign;

        Kind(String sign) {
            this.sign = sign;
        }

        private boolean met(double value, double bound) {
            return switch (this) {
                case AT_MOST -> value <= bound;
                case AT_LEAST -> value >= bound;
                case BELOW -> value < bound;
            };
        }
    }

    /** Whether a run meets the bound. */
    enum State {
        MET("met"),
        MISSED("**not met**"),
        NOT_MEASURED(Table.NOT_MEASURED);

        private final String text;

        State(String text) {
            this.text = text;
        }
    }

    static Target atMost(double bound, String unit, String what, Measure measure) {
        return new Target(what, Kind.AT_MOST, bound, unit, measure);
    }

    static Target atLeast(double bound, String unit, String what, Measure measure) {
        return new Target(what, Kind.AT_LEAST, bound, unit, measure);
    }

    static Target below(double bound, String unit, String what, Measure measure) {
        return new Target(what, Kind.BELOW, bound, unit, measure);
    }

    String boundText() {
        return kind.sign + " " + Table.amount(bound, unit);
    }

    State state(Run run) {
        OptionalDouble value = measure.in(run);
        if (value.isEmpty()) {
            return State.NOT_MEASURED;
        }
        return kind.met(value.getAsDouble(), bound) ? State.MET : State.MISSED;
    }

    /** Returns the figure of a run as text, and whether it meets the bound. */
    String verdict(Run run) {
        String state = state(run).text;
        OptionalDouble value = measure.in(run);
        return value.isEmpty() ? state : Table.amount(value.getAsDouble(), unit) + ", " + state;
    }
}
