package io.keystile.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Lines between points on two logarithmic axes, each point with its error. */
final class LinePlot {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final int LEFT = 90;
    private static final int RIGHT = 30;
    private static final int TOP = 80;
    private static final int BOTTOM = 56;

    private final String title;
    private final String across;
    private final String up;
    private final Map<String, List<Point>> lines = new LinkedHashMap<>();

    /** A place, and the error of its height, or NaN if that is not known. Both are greater than zero. */
    record Point(double x, double y, double error) {}

    LinePlot(String title, String across, String up) {
        this.title = title;
        this.across = across;
        this.up = up;
    }

    /** Adds a line through points from left to right; without any it was not measured. */
    void add(String name, List<Point> points) {
        lines.put(name, points);
    }

    String draw() {
        Svg svg = new Svg(WIDTH, HEIGHT, title);
        svg.legend(
                LEFT,
                46,
                lines.entrySet().stream()
                        .map(line -> line.getKey() + (line.getValue().isEmpty() ? ", " + Numbers.NOT_MEASURED : ""))
                        .toList());
        Scale x = scale(Point::x, LEFT, WIDTH - RIGHT);
        Scale y = scale(Point::y, HEIGHT - BOTTOM, TOP);
        for (double tick : x.ticks()) {
            svg.line(x.at(tick), TOP, x.at(tick), HEIGHT - BOTTOM, Svg.GRID);
            svg.text(x.at(tick), HEIGHT - BOTTOM + 18, "middle", Numbers.of(tick));
        }
        for (double tick : y.ticks()) {
            svg.line(LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick), Svg.GRID);
            svg.text(LEFT - 8, y.at(tick) + 4, "end", Numbers.of(tick));
        }
        svg.text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 16, "middle", across);
        svg.text(16, TOP - 12, "start", up);
        List<List<Point>> all = new ArrayList<>(lines.values());
        for (int i = 0; i < all.size(); i++) {
            drawLine(svg, x, y, all.get(i), Svg.colour(i));
        }
        return svg.toString();
    }

    private static void drawLine(Svg svg, Scale x, Scale y, List<Point> points, String colour) {
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            double at = x.at(point.x());
            svg.dot(at, y.at(point.y()), colour);
            if (i > 0) {
                svg.line(x.at(points.get(i - 1).x()), y.at(points.get(i - 1).y()), at, y.at(point.y()), colour);
            }
            if (!Double.isNaN(point.error())) {
                // A logarithmic axis has no zero, so an error as great as its value ends where the axis does.
                double low = Math.max(y.ticks().get(0), point.y() - point.error());
                svg.line(at, y.at(low), at, y.at(point.y() + point.error()), colour);
            }
        }
    }

    private Scale scale(ToDoubleFunction<Point> coordinate, double start, double end) {
        List<Point> points = lines.values().stream().flatMap(List::stream).toList();
        return Scale.logarithmic(
                points.stream().mapToDouble(coordinate).min().orElse(1),
                points.stream().mapToDouble(coordinate).max().orElse(10),
                start,
                end);
    }
}
