package io.keystile.console.views;

import java.util.ArrayList;
import java.util.List;

/**
 * A chart of stacked columns, one for each period. Drawn on the server, in whole units.
 *
 * @param columns the columns, oldest first
 * @param max the count that is as high as the chart
 */
public record Chart(List<Column> columns, long max) {
    /** The height of the chart. */
    public static final int HEIGHT = 160;

    private static final int STEP = 12;

    /**
     * A column.
     *
     * @param text what it shows, for those who do not see it
     * @param segments its parts, from below
     */
    public record Column(String text, List<Segment> segments) {}

    /**
     * A part of a column.
     *
     * @param kind its class in the stylesheet
     */
    public record Segment(String kind, int x, int y, int height) {}

    /** Returns the chart of some rows. */
    public static Chart of(List<UsageRow> rows) {
        long highest = rows.stream().mapToLong(UsageRow::calls).max().orElse(0);
        long max = round(highest);
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            columns.add(column(rows.get(i), i * STEP, max));
        }
        return new Chart(List.copyOf(columns), max);
    }

    private static Column column(UsageRow row, int x, long max) {
        List<Segment> segments = new ArrayList<>();
        int top = HEIGHT;
        for (int kind = 0; kind < UsageRow.KINDS.size(); kind++) {
            long count = row.counts().get(kind);
            if (count > 0) {
                // What happened can be seen, however rare it was.
                int height = (int) Math.max(2, count * HEIGHT / max);
                top = Math.max(0, top - height);
                segments.add(new Segment(UsageRow.KINDS.get(kind).style(), x, top, height));
            }
        }
        return new Column(row.text(), List.copyOf(segments));
    }

    /** Returns the next number that has one digit and zeros after it. */
    private static long round(long count) {
        long unit = 1;
        while (unit * 10 < count) {
            unit *= 10;
        }
        return Math.max(1, (count + unit - 1) / unit) * unit;
    }

    /** Returns the width of the chart. */
    public int width() {
        return columns.size() * STEP;
    }
}
