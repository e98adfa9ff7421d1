package io.keystile.console.views;

import java.util.ArrayList;
import java.util.List;

/**
 * A small bar chart: one bar for each period. Drawn in whole pixels, so it is sharp.
 *
 * @param label what it shows, for those who do not see it
 * @param bars the bars, oldest first
 */
public record Bars(String label, List<Bar> bars) {
    /** The height of the chart in pixels. */
    public static final int HEIGHT = 24;

    private static final int STEP = 4;

    /**
     * One bar.
     *
     * @param x its left end
     * @param y its upper end
     * @param height its height
     */
    public record Bar(int x, int y, int height) {}

    /** Returns the chart of these counts; every count above zero can be seen. */
    public static Bars of(String label, List<Long> counts) {
        long max = counts.stream().mapToLong(Long::longValue).max().orElse(0);
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            int height = counts.get(i) == 0 ? 1 : (int) Math.max(2, counts.get(i) * HEIGHT / max);
            bars.add(new Bar(i * STEP, HEIGHT - height, height));
        }
        return new Bars(label, List.copyOf(bars));
    }

    /** Returns the width in pixels. */
    public int width() {
        return bars.size() * STEP;
    }
}
