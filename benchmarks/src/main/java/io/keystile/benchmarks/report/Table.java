package io.keystile.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table in Markdown, and how its figures are written. */
final class Table {
    static final String NOT_MEASURED = "not measured";

    private final StringBuilder text = new StringBuilder();
    private final int columns;

    /** Starts with a heading. The first {@code words} columns hold words, the others figures, aligned to the right. */
    Table(List<String> heading, int words) {
        columns = heading.size();
        add(heading);
        List<String> alignments = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            alignments.add(column < words ? "---" : "---:");
        }
        text.append('|').append(String.join("|", alignments)).append("|\n");
    }

    void add(List<String> cells) {
        if (cells.size() != columns) {
            throw new IllegalArgumentException("A row must have " + columns + " cells: " + cells);
        }
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** Returns a figure with about three significant digits. */
    static String number(double value) {
        double size = Math.abs(value);
        String pattern = size >= 100 || value == 0 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, pattern, value);
    }

    /** Returns a figure and its unit, which may be empty. */
    static String amount(double value, String unit) {
        return (number(value) + " " + unit).strip();
    }
}
