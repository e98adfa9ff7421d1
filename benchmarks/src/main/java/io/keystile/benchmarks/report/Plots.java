package io.keystile.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;

/** The plots of {@code docs/benchmarks.md}. A value that was not measured is left out. */
final class Plots {
    private static final List<String> KEYS = List.of("1", "100000");
    private static final int HEIGHT = 420;

    private Plots() {}

    /** Writes each plot as SVG into the folder; a plot without any value is not written. */
    static void write(List<Run> runs, Path folder) throws IOException {
        Files.createDirectories(folder);
        write(folder.resolve("whole-line.svg"), wholeLine(runs));
        write(folder.resolve("limiter.svg"), limiter(runs));
        write(folder.resolve("allowlist.svg"), allowlist(runs));
    }

    private static void write(Path file, Chart<?, ?> chart) throws IOException {
        if (!chart.getSeriesCollection().isEmpty()) {
            Charts.write(file, List.of(chart));
        }
    }

    static CategoryChart wholeLine(List<Run> runs) {
        return bars(
                "Time of one granted call, from the request's headers to the decision",
                runs,
                "authenticate",
                List.of("none", "keystile", "keystileWithListener", "glued"),
                "outcome=granted");
    }

    static CategoryChart limiter(List<Run> runs) {
        return bars(
                "Time of one call within its limit of 100 permits",
                runs,
                "limiter",
                List.of("keystile", "bucket4j", "resilience4j", "guava", "failsafe"),
                "limit=exact outcome=admit");
    }

    /** Plots the newest Java only; the lines of two would lie on each other. */
    static XYChart allowlist(List<Run> runs) {
        XYChart chart = new XYChartBuilder()
                .width(Charts.WIDTH)
                .height(HEIGHT)
                .theme(Charts.THEME)
                .title("Time to check an address, given as text, against an allowlist")
                .xAxisTitle("ranges in the allowlist")
                .yAxisTitle("ns per look-up, with 99.9% interval")
                .build();
        Charts.style(chart.getStyler(), Charts.COLOURS);
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        if (runs.isEmpty()) {
            return chart;
        }
        Run newest = runs.get(runs.size() - 1);
        for (String implementation : List.of("keystile", "ipaddress", "spring", "commonsNet")) {
            String settings = "form=text outcome=hit implementation=" + implementation + " ranges=";
            List<Trial> trials = Stream.of("10", "1000", "100000")
                    .flatMap(ranges -> newest.trial("allowlist", settings + ranges).stream())
                    .toList();
            if (!trials.isEmpty()) {
                chart.addSeries(
                        implementation + ", " + newest.name(),
                        values(trials, trial -> Double.parseDouble(trial.parameter("ranges"))),
                        values(trials, Trial::nanos),
                        // A logarithmic axis has no zero, so an error bar must end above it.
                        values(trials, trial -> Math.min(errorOf(trial), 0.99 * trial.nanos())));
            }
        }
        return chart;
    }

    /** Draws a group of bars for each implementation, and in it a bar for each number of keys and each run. */
    private static CategoryChart bars(
            String title, List<Run> runs, String file, List<String> implementations, String settings) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(Charts.WIDTH)
                .height(HEIGHT)
                .theme(Charts.THEME)
                .title(title)
                .yAxisTitle("ns per call, with 99.9% interval")
                .build();
        Charts.style(chart.getStyler(), Charts.PAIRS);
        for (String keys : KEYS) {
            for (Run run : runs) {
                String ofSeries = settings + " keys=" + keys + " implementation=";
                List<Optional<Trial>> trials = implementations.stream()
                        .map(implementation -> run.trial(file, ofSeries + implementation))
                        .toList();
                if (trials.stream().anyMatch(Optional::isPresent)) {
                    chart.addSeries(
                            "keys: " + keys + ", " + run.name(),
                            implementations,
                            trials.stream()
                                    .map(trial -> trial.map(Trial::nanos).orElse(Double.NaN))
                                    .toList(),
                            trials.stream()
                                    .map(trial -> trial.map(Plots::errorOf).orElse(0.0))
                                    .toList());
                }
            }
        }
        return chart;
    }

    /** Returns the error of a trial, or 0, which draws no bar, if it is not known. */
    private static double errorOf(Trial trial) {
        return Double.isNaN(trial.error()) ? 0 : trial.error();
    }

    private static double[] values(List<Trial> trials, ToDoubleFunction<Trial> value) {
        return trials.stream().mapToDouble(value).toArray();
    }
}
