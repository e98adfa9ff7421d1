package io.keystile.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A text table. Each column is as wide as its widest cell. */
final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /** Creates a table with a row of headings, or an empty table if there are none. */
    static Table of(String... headings) {
        Table table = new Table();
        if (headings.length > 0) {
            table.row(headings);
        }
        return table;
    }

    /** Adds a row, which must have as many cells as the first row. */
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
