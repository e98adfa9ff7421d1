package io.keystile.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The plots of the document. */
final class Plots {
    private static final List<String> KEYS = List.of("1", "100000");

    private Plots() {}

    static void write(List<Run> runs, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("whole-line.svg"), wholeLine(runs));
        Files.writeString(folder.resolve("limiter.svg"), limiter(runs));
        Files.writeString(folder.resolve("allowlist.svg"), allowlist(runs));
    }

    static String wholeLine(List<Run> runs) {
        BarChart chart = new BarChart("One granted call, from headers to decision", "ns per call");
        for (String keys : KEYS) {
            for (String who : List.of("none", "keystile", "keystileWithListener", "glued")) {
                chart.add(
                        who + ", keys: " + keys,
                        bars(runs, "authenticate", "implementation=" + who, "keys=" + keys, "outcome=granted"));
            }
        }
        return chart.draw(names(runs));
    }

    static String limiter(List<Run> runs) {
        BarChart chart = new BarChart("One call within its limit of 100 permits", "ns per call");
        for (String keys : KEYS) {
            for (String who : List.of("keystile", "bucket4j", "resilience4j", "guava", "failsafe")) {
                chart.add(
                        who + ", keys: " + keys,
                        bars(runs, "limiter", "implementation=" + who, "keys=" + keys, "limit=exact", "outcome=admit"));
            }
        }
        return chart.draw(names(runs));
    }

    /** Of the newest Java alone: a line for each of both would tell nothing more. */
    static String allowlist(List<Run> runs) {
        String where = runs.isEmpty() ? "" : ", " + runs.get(runs.size() - 1).name();
        LinePlot plot = new LinePlot("Whether an address, as text, is allowed" + where, "ranges", "ns per look-up");
        for (String who : List.of("keystile", "ipaddress", "spring", "commonsNet")) {
            plot.add(who, runs.isEmpty() ? List.of() : line(runs.get(runs.size() - 1), who));
        }
        return plot.draw();
    }

    private static List<LinePlot.Point> line(Run run, String who) {
        return Stream.of(10, 1_000, 100_000)
                .flatMap(ranges -> run
                        .trial("allowlist", "implementation=" + who, "form=text", "outcome=hit", "ranges=" + ranges)
                        .map(trial -> new LinePlot.Point(ranges, trial.nanos(), trial.error()))
                        .stream())
                .toList();
    }

    private static List<Optional<BarChart.Bar>> bars(List<Run> runs, String file, String... settings) {
        return runs.stream()
                .map(run -> run.trial(file, settings).map(trial -> new BarChart.Bar(trial.nanos(), trial.error())))
                .toList();
    }

    private static List<String> names(List<Run> runs) {
        return runs.stream().map(Run::name).toList();
    }
}
