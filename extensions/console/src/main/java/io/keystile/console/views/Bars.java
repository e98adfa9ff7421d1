package io.keystile.console.views;

import java.util.List;

/**
 * A small bar chart: one bar for each period, oldest first. Drawn in whole pixels, so it is sharp, and as one path,
 * since a list has a hundred charts.
 *
 * @param label what it shows, for those who do not see it
 * @param width the width in pixels
 * @param bars the path of the bars of periods with calls
 * @param zeros the path of the lines that stand for periods without any
 */
public record Bars(String label, int width, String bars, String zeros) {
    /** The height of the chart in pixels. */
    public static final int HEIGHT = 24;

    private static final int STEP = 4;

    /** Returns the chart of these counts; every count above zero can be seen. */
    public static Bars of(String label, List<Long> counts) {
        long max = counts.stream().mapToLong(Long::longValue).max().orElse(0);
        StringBuilder bars = new StringBuilder();
        StringBuilder zeros = new StringBuilder();
        for (int i = 0; i < counts.size(); i++) {
            int height = counts.get(i) == 0 ? 1 : (int) Math.max(2, counts.get(i) * HEIGHT / max);
            (counts.get(i) == 0 ? zeros : bars)
                    .append('M')
                    .append(i * STEP)
                    .append(' ')
                    .append(HEIGHT)
                    .append("v-")
                    .append(height)
                    .append("h3v")
                    .append(height)
                    .append('z');
        }
        return new Bars(label, counts.size() * STEP, bars.toString(), zeros.toString());
    }
}
