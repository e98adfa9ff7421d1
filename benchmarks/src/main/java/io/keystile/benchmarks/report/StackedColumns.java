package io.keystile.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts over time, in columns of equal spans whose parts stand on each other. */
final class StackedColumns {
    private static final int LEFT = 60;
    private static final int RIGHT = 210;
    private static final int TICK_EVERY = 60;

    private final String title;
    private final int spanSeconds;
    private final int columns;
    /** By name, and in each by column. */
    private final Map<String, double[]> parts = new TreeMap<>();

    StackedColumns(String title, int spanSeconds, int columns) {
        this.title = title;
        this.spanSeconds = spanSeconds;
        this.columns = columns;
    }

    void add(String part, int column, long count) {
        parts.computeIfAbsent(part, unused -> new double[columns])[column] += count;
    }

    void draw(Svg svg, int width, int top, int bottom) {
        double[] sums = new double[columns];
        parts.values().forEach(counts -> addTo(sums, counts));
        double greatest = 1;
        for (double sum : sums) {
            greatest = Math.max(greatest, sum);
        }
        Scale y = Scale.linear(greatest, bottom, top);
        svg.text(LEFT, top - 12, "start", title);
        for (double tick : y.ticks()) {
            svg.line(LEFT, y.at(tick), width - RIGHT, y.at(tick), Svg.GRID);
            svg.text(LEFT - 8, y.at(tick) + 4, "end", Numbers.of(tick));
        }
        double columnWidth = (width - RIGHT - LEFT) / (double) columns;
        for (int second = 0; second <= columns * spanSeconds; second += TICK_EVERY) {
            svg.text(LEFT + columnWidth * second / spanSeconds, bottom + 16, "middle", second / TICK_EVERY + " min");
        }
        drawParts(svg, y, columnWidth);
        svg.legendBelow(width - RIGHT + 20, top + 10, new ArrayList<>(parts.keySet()));
    }

    private void drawParts(Svg svg, Scale y, double columnWidth) {
        double[] below = new double[columns];
        List<double[]> all = new ArrayList<>(parts.values());
        for (int part = 0; part < all.size(); part++) {
            double[] counts = all.get(part);
            for (int column = 0; column < columns; column++) {
                if (counts[column] > 0) {
                    double from = y.at(below[column]);
                    double to = y.at(below[column] + counts[column]);
                    svg.rectangle(LEFT + column * columnWidth, to, columnWidth * 0.9, from - to, Svg.colour(part));
                }
            }
            addTo(below, counts);
        }
    }

    private static void addTo(double[] sums, double[] counts) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += counts[i];
        }
    }
}
