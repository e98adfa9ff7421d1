package io.keystile.benchmarks.report;

import java.util.Locale;

/** Writes figures with about three digits that count. */
final class Numbers {
    static final String NOT_MEASURED = "not measured";

    private Numbers() {}

    static String of(double value) {
        double size = Math.abs(value);
        String pattern = size >= 100 || value == 0 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, pattern, value);
    }

    /** Writes a figure and its error, which is left out if it is NaN. */
    static String of(double value, double error) {
        return Double.isNaN(error) ? of(value) : of(value) + " ± " + of(error);
    }
}
