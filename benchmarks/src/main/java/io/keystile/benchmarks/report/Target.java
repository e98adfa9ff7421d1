package io.keystile.benchmarks.report;

import java.util.OptionalDouble;

/**
 * A bound that a figure is to keep.
 *
 * @param what the figure
 * @param kind on which side of the bound it is to be; the bound itself keeps it, unless it is to be below
 * @param bound in the figure's unit
 * @param unit of both
 * @param measure finds the figure
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
        return kind.sign + " " + amount(bound);
    }

    /** Writes what a run measured, and whether that keeps the bound. */
    String verdict(Run run) {
        OptionalDouble value = measure.in(run);
        if (value.isEmpty()) {
            return Numbers.NOT_MEASURED;
        }
        return amount(value.getAsDouble()) + ", " + (kind.met(value.getAsDouble(), bound) ? "met" : "**not met**");
    }

    private String amount(double value) {
        return (Numbers.of(value) + " " + unit).strip();
    }
}
