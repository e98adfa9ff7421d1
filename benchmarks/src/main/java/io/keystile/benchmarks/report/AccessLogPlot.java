package io.keystile.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/**
 * Plots an access log: granted calls by key, and denied calls by reason, in columns of ten seconds.
 *
 * <pre>AccessLogPlot access.log plot.svg</pre>
 */
public final class AccessLogPlot {
    private static final int COLUMN_SECONDS = 10;
    private static final int HEIGHT = 300;

    private AccessLogPlot() {}

    /** Reads the access log given first, and writes the plot to the file given second. */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            throw new IllegalArgumentException("Usage: AccessLogPlot <access log> <SVG file to write>");
        }
        Charts.write(Path.of(args[1]), charts(Files.readAllLines(Path.of(args[0]))));
    }

    /**
     * Counts the decisions of a log. A sampled line counts as the calls that it stands for.
     *
     * @throws IllegalArgumentException if no line is a decision
     */
    static List<CategoryChart> charts(List<String> lines) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> decisions = new ArrayList<>();
        for (String line : lines) {
            JsonNode entry = json.readTree(line);
            if (entry.has("outcome")) {
                decisions.add(entry);
            }
        }
        if (decisions.isEmpty()) {
            throw new IllegalArgumentException("The log contains no decision");
        }
        Instant start = timeOf(decisions.get(0));
        int columns = columnOf(decisions.get(decisions.size() - 1), start) + 1;
        Map<String, double[]> granted = new TreeMap<>();
        Map<String, double[]> denied = new TreeMap<>();
        for (JsonNode entry : decisions) {
            // Decisions of two threads may be logged out of order.
            int column = Math.min(columns - 1, Math.max(0, columnOf(entry, start)));
            if (entry.path("outcome").asText().equals("granted")) {
                count(granted, entry.path("key").asText(), column, columns, 1);
            } else {
                long calls = Math.max(1, entry.path("sampled").asLong());
                count(denied, entry.path("reason").asText(), column, columns, calls);
            }
        }
        List<CategoryChart> charts = new ArrayList<>();
        addChart(charts, "Granted calls by key", granted, columns);
        addChart(charts, "Denied calls by reason", denied, columns);
        return charts;
    }

    private static void count(Map<String, double[]> counts, String name, int column, int columns, long calls) {
        counts.computeIfAbsent(name, unused -> new double[columns])[column] += calls;
    }

    private static void addChart(List<CategoryChart> charts, String title, Map<String, double[]> counts, int columns) {
        if (counts.isEmpty()) {
            return;
        }
        CategoryChart chart = new CategoryChartBuilder()
                .width(Charts.WIDTH)
                .height(HEIGHT)
                .theme(Charts.THEME)
                .title(title)
                .xAxisTitle("time since the first call, min:s")
                .yAxisTitle("calls in " + COLUMN_SECONDS + " s")
                .build();
        Charts.style(chart.getStyler(), Charts.COLOURS);
        chart.getStyler().setStacked(true).setXAxisTickMarkSpacingHint(60);
        List<String> times = IntStream.range(0, columns)
                .map(column -> column * COLUMN_SECONDS)
                .mapToObj(second -> String.format(Locale.ROOT, "%d:%02d", second / 60, second % 60))
                .toList();
        counts.forEach((name, calls) ->
                chart.addSeries(name, times, Arrays.stream(calls).boxed().toList()));
        charts.add(chart);
    }

    private static Instant timeOf(JsonNode entry) {
        return Instant.parse(entry.path("time").asText());
    }

    private static int columnOf(JsonNode entry, Instant start) {
        return Math.toIntExact(Duration.between(start, timeOf(entry)).toSeconds() / COLUMN_SECONDS);
    }
}
