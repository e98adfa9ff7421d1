package io.keystile.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows in columns that are as wide as what stands in them, for people. */
final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /** Begins a table; without headings, the first row is what is added first. */
    static Table of(String... headings) {
        Table table = new Table();
        if (headings.length > 0) {
            table.row(headings);
        }
        return table;
    }

    /** Adds a row, of as many cells as the others. */
    void row(String... cells) {
        rows.add(Arrays.stream(cells).map(Printable::of).toList());
    }

    void writeTo(Output out) {
        int[] widths = widths();
        rows.forEach(row -> out.line(lineOf(row, widths)));
    }

    private int[] widths() {
        int[] widths = new int[rows.isEmpty() ? 0 : rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], Printable.width(row.get(i)));
            }
        }
        return widths;
    }

    private static String lineOf(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            line.append(cell)
                    .append(" ".repeat(widths[i] - Printable.width(cell)))
                    .append(GAP);
        }
        return line.toString().stripTrailing();
    }
}
