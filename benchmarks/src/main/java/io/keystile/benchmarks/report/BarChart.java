package io.keystile.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** Groups of horizontal bars from zero, each with its error. */
final class BarChart {
    private static final int WIDTH = 760;
    private static final int LEFT = 220;
    private static final int RIGHT = 110;
    private static final int TOP = 60;
    private static final int BOTTOM = 50;
    private static final int THICKNESS = 14;
    private static final int GAP = 10;

    private final String title;
    private final String axis;
    private final Map<String, List<Optional<Bar>>> groups = new LinkedHashMap<>();

    /** How long a bar is, and its error, or NaN if that is not known. */
    record Bar(double value, double error) {
        double end() {
            return value + (Double.isNaN(error) ? 0 : error);
        }
    }

    BarChart(String title, String axis) {
        this.title = title;
        this.axis = axis;
    }

    /** Adds a group with a bar for each series; what is empty was not measured. */
    void add(String group, List<Optional<Bar>> bars) {
        groups.put(group, bars);
    }

    String draw(List<String> series) {
        int groupHeight = Math.max(1, series.size()) * THICKNESS + GAP;
        int bottom = TOP + groups.size() * groupHeight;
        Svg svg = new Svg(WIDTH, bottom + BOTTOM, title);
        svg.legend(LEFT, 46, series);
        Scale scale = Scale.linear(greatest(), LEFT, WIDTH - RIGHT);
        for (double tick : scale.ticks()) {
            svg.line(scale.at(tick), TOP, scale.at(tick), bottom, Svg.GRID);
            svg.text(scale.at(tick), bottom + 18, "middle", Numbers.of(tick));
        }
        svg.text((LEFT + WIDTH - RIGHT) / 2.0, bottom + 38, "middle", axis);
        int y = TOP + GAP / 2;
        for (Map.Entry<String, List<Optional<Bar>>> group : groups.entrySet()) {
            svg.text(LEFT - 8, y + (groupHeight - GAP) / 2.0 + 4, "end", group.getKey());
            drawBars(svg, scale, y, group.getValue());
            y += groupHeight;
        }
        return svg.toString();
    }

    private static void drawBars(Svg svg, Scale scale, int top, List<Optional<Bar>> bars) {
        for (int i = 0; i < bars.size(); i++) {
            double y = top + i * THICKNESS;
            double middle = y + THICKNESS / 2.0;
            if (bars.get(i).isEmpty()) {
                svg.text(LEFT + 6, middle + 4, "start", Numbers.NOT_MEASURED);
                continue;
            }
            Bar bar = bars.get(i).get();
            svg.rectangle(LEFT, y, scale.at(bar.value()) - LEFT, THICKNESS - 2, Svg.colour(i));
            if (!Double.isNaN(bar.error())) {
                svg.line(
                        scale.at(Math.max(0, bar.value() - bar.error())), middle, scale.at(bar.end()), middle, Svg.INK);
            }
            svg.text(scale.at(bar.end()) + 6, middle + 4, "start", Numbers.of(bar.value()));
        }
    }

    private double greatest() {
        return groups.values().stream()
                .flatMap(List::stream)
                .flatMap(Optional::stream)
                .flatMapToDouble(bar -> DoubleStream.of(bar.end()))
                .max()
                .orElse(1);
    }
}
