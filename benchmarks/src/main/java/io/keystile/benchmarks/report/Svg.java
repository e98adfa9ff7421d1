package io.keystile.benchmarks.report;

import java.util.List;
import java.util.Locale;

/** A drawing on a white ground of its own, so that it reads the same on light and on dark pages. Units are pixels. */
final class Svg {
    /** Colours that also those tell apart who see few. */
    static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#7b3f98", "#e69f00", "#56b4e9", "#cc79a7", "#8c564b");

    static final String INK = "#24292f";
    static final String GRID = "#d0d7de";

    private final StringBuilder text = new StringBuilder();

    Svg(int width, int height, String title) {
        add(
                "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' viewBox='0 0 %d %d' role='img' "
                        + "font-family='sans-serif' font-size='12'>\n<title>%s</title>",
                width, height, width, height, escaped(title));
        rectangle(0, 0, width, height, "#ffffff");
        text.append("<g font-size='15'>\n");
        text(16, 24, "start", title);
        text.append("</g>\n");
    }

    void rectangle(double x, double y, double width, double height, String colour) {
        add("<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s'/>", x, y, width, height, colour);
    }

    void line(double x1, double y1, double x2, double y2, String colour) {
        add("<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s'/>", x1, y1, x2, y2, colour);
    }

    void dot(double x, double y, String colour) {
        add("<circle cx='%.1f' cy='%.1f' r='3.5' fill='%s'/>", x, y, colour);
    }

    /** Writes words that start, have their middle, or end at a place. */
    void text(double x, double y, String anchor, String words) {
        add("<text x='%.1f' y='%.1f' text-anchor='%s' fill='%s'>%s</text>", x, y, anchor, INK, escaped(words));
    }

    /** Says which colour is what, from left to right. */
    void legend(double x, double y, List<String> names) {
        double at = x;
        for (int i = 0; i < names.size(); i++) {
            rectangle(at, y - 9, 10, 10, colour(i));
            text(at + 15, y, "start", names.get(i));
            at += 35 + 7.0 * names.get(i).length();
        }
    }

    /** Says which colour is what, from top to bottom. */
    void legendBelow(double x, double y, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            rectangle(x, y + 18 * i - 9, 10, 10, colour(i));
            text(x + 15, y + 18 * i, "start", names.get(i));
        }
    }

    static String colour(int index) {
        return COLOURS.get(index % COLOURS.size());
    }

    private void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public String toString() {
        return text + "</svg>\n";
    }
}
