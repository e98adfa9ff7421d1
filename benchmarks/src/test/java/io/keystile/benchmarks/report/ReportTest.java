package io.keystile.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.knowm.xchart.CategorySeries;

/** Reads the kept results; tests run in the folder of the module. */
class ReportTest {
    private static final Path RESULTS = Path.of("results");

    @ParameterizedTest
    @ValueSource(strings = {"../docs/benchmarks.md", "../README.md"})
    void generatedPartsOfDocumentsMatchTheKeptResults(String document, @TempDir Path folder) throws IOException {
        Path copy = folder.resolve("copy.md");
        Files.copy(Path.of(document), copy);

        Report.update(copy, Run.allIn(RESULTS));

        assertThat(copy).hasSameTextualContentAs(Path.of(document));
    }

    @Test
    void everyPartWithAMissedTargetIsExplained() throws IOException {
        List<Run> runs = Run.allIn(RESULTS);
        String report = Files.readString(Path.of("../docs/benchmarks.md"));
        String explanations =
                report.substring(report.indexOf("## Why targets are missed"), report.indexOf("## Noise and gaps"));
        String boldWords = Pattern.compile("(?s)\\*\\*(.*?)\\*\\*")
                .matcher(explanations)
                .results()
                .map(bold -> bold.group(1).replace('\n', ' '))
                .collect(Collectors.joining("\n"));

        assertThat(Targets.AREAS)
                .filteredOn(area -> area.targets().stream()
                        .anyMatch(target -> runs.stream().anyMatch(run -> target.state(run) == Target.State.MISSED)))
                .extracting(Area::name)
                .allSatisfy(area -> assertThat(boldWords).containsIgnoringCase(area));
    }

    @Test
    void firstLineNamesMissedAndUnmeasuredTargetsOfEachRun(@TempDir Path results) throws IOException {
        Path older = Files.createDirectory(results.resolve("jdk17"));
        Path newer = Files.createDirectory(results.resolve("jdk25"));
        Files.writeString(older.resolve("cold-start.json"), "{\"medianMillis\": 100.1}");
        Files.writeString(newer.resolve("cold-start.json"), "{\"medianMillis\": 100.0}");
        for (Path run : List.of(older, newer)) {
            Files.writeString(run.resolve("usage.json"), """
                    [{"benchmark": "a.UsageMeterBenchmark.count", "params": {"keys": "1"},
                      "primaryMetric": {"score": 30.0}, "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 0.0}}}]
                    """);
        }
        Path document = Files.writeString(
                results.resolve("report.md"), "Outdated. <!-- verdict -->\n\n# Report <!-- verdict -->\n");

        Report.update(document, Run.allIn(results));

        assertThat(Files.readAllLines(document))
                .hasSize(3)
                .satisfies(lines -> assertThat(lines.get(0))
                        .startsWith("Not met on JDK 17 and JDK 25: Counting a call (time). "
                                + "Not met on JDK 17: Cold start (median). "
                                + "Not completely measured on JDK 17 and JDK 25: Granted call")
                        .endsWith("<!-- verdict -->")
                        .doesNotContain("Outdated"));
    }

    @Test
    void withoutResultsNothingIsCalledMet(@TempDir Path results) throws IOException {
        Files.createDirectory(results.resolve("jdk17"));

        assertThat(Verdict.of(Run.allIn(results)))
                .startsWith("All targets that were measured are met. Not completely measured on JDK 17: Granted call");
        assertThat(Verdict.of(List.of())).isEqualTo("Nothing was measured.");
    }

    @Test
    void figureOfRoundsIsTheMedianOfTheirRatios(@TempDir Path results) throws IOException {
        Path run = Files.createDirectory(results.resolve("jdk17"));
        Files.writeString(run.resolve("filter.json"), """
                [{"round": 1, "context": "emptyFilterWithFields", "requestsPerSecond": 100},
                 {"round": 1, "context": "protected", "requestsPerSecond": 90, "cpuMicrosPerRequest": 12.5},
                 {"round": 2, "context": "emptyFilterWithFields", "requestsPerSecond": 1000},
                 {"round": 2, "context": "protected", "requestsPerSecond": 980, "cpuMicrosPerRequest": 13.5},
                 {"round": 3, "context": "emptyFilterWithFields", "requestsPerSecond": 50},
                 {"round": 3, "context": "protected", "requestsPerSecond": 60, "cpuMicrosPerRequest": 20},
                 {"round": 4, "context": "protected", "requestsPerSecond": 5}]
                """);
        List<Run> runs = Run.allIn(results);

        assertThat(Sections.of("targets", runs)).contains("| throughput | ≥ 0.97 × | 0.98 ×, met |");
        assertThat(Sections.of("filter", runs))
                .contains("| `protected` | 75.0 | 0.98 | 13.5 |")
                .contains("| `plain` | not measured | not measured | not measured |");
    }

    @Test
    void lookUpIsComparedBySecondsAndNotByCalls(@TempDir Path results) throws IOException {
        Path run = Files.createDirectory(results.resolve("jdk17"));
        Files.writeString(run.resolve("lookup.json"), """
                [{"round": 1, "threads": 8, "what": "lookup", "callsPerSecond": 800},
                 {"round": 1, "threads": 8, "what": "select", "callsPerSecond": 1000}]
                """);

        assertThat(Sections.of("targets", Run.allIn(results)))
                .contains("| threads: 8 | ≤ 1.20 × | 1.25 ×, **not met** |");
    }

    @Test
    void timingExperimentIsJudgedWithoutTheSign(@TempDir Path results) throws IOException {
        Path run = Files.createDirectory(results.resolve("jdk17"));
        Files.writeString(run.resolve("timing.json"), """
                [{"comparison": "nearMiss", "nanos": -1.5, "bound95": 0.2, "t": -14.0},
                 {"comparison": "unknownId", "nanos": -31.0, "bound95": 0.4, "t": -90.0}]
                """);

        assertThat(Sections.of("targets", Run.allIn(results)))
                .contains("| near miss, t without its sign | ≤ 4.50 | 14.0, **not met** |")
                .contains("| unknown id compared with a wrong secret | ≤ 30.0 ns | 31.0 ns, **not met** |");
    }

    @Test
    void peerThatParksDoesNotCountWithTwoThreads(@TempDir Path results) throws IOException {
        Path run = Files.createDirectory(results.resolve("jdk17"));
        String row = """
                {"benchmark": "a.RateLimiterBenchmark.take", "primaryMetric": {"score": %s},
                 "params": {"implementation": "%s", "keys": "1", "limit": "exact", "outcome": "admit"}}""";
        Files.writeString(
                run.resolve("limiter-threads.json"),
                Stream.of("keystile 125", "resilience4j 10", "bucket4j 120", "guava 100", "failsafe 110")
                        .map(trial -> trial.split(" "))
                        .map(trial -> row.formatted(trial[1], trial[0]))
                        .collect(Collectors.joining(",", "[", "]")));

        assertThat(Sections.of("targets", Run.allIn(results))).contains("| admit | ≤ 1.30 × | 1.25 ×, met |");
    }

    @Test
    void histogramsAreRemovedAndNothingElse(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("shared-time.json"), """
                [{"mode": "sample", "primaryMetric": {"score": 70.0, "rawDataHistogram": [[[[0.1, 3]]]]}},
                 {"mode": "thrpt", "primaryMetric": {"score": 0.5}}]
                """);

        HistogramRemover.main(new String[] {file.toString()});

        assertThat(Files.readString(file).replaceAll("\\s", ""))
                .isEqualTo("[{\"mode\":\"sample\",\"primaryMetric\":{\"score\":70.0}},"
                        + "{\"mode\":\"thrpt\",\"primaryMetric\":{\"score\":0.5}}]");
    }

    @Test
    void plotsShowTheKeptResults() throws IOException {
        List<Run> runs = Run.allIn(RESULTS);
        Trial expected = runs.get(0)
                .trial("authenticate", "implementation=glued keys=100000 outcome=granted")
                .orElseThrow();

        CategorySeries series = Plots.wholeLine(runs).getSeries("keys: 100000, JDK 17");

        assertThat(series.getXData()).element(3).isEqualTo("glued");
        assertThat(series.getYData()[3]).isEqualTo(expected.nanos());
        assertThat(series.getExtraValues()[3]).isEqualTo(expected.error());
        assertThat(Plots.limiter(runs).getSeriesCollection()).hasSize(4);
        assertThat(Plots.allowlist(runs).getSeriesCollection()).hasSize(4);
    }

    @Test
    void sameResultsGiveTheSameBytes(@TempDir Path first, @TempDir Path second) throws IOException {
        Plots.write(Run.allIn(RESULTS), first);
        Plots.write(Run.allIn(RESULTS), second);

        for (String plot : List.of("whole-line.svg", "limiter.svg", "allowlist.svg")) {
            assertThat(first.resolve(plot)).hasSameBinaryContentAs(second.resolve(plot));
        }
    }

    @Test
    void missingTrialLeavesAGap(@TempDir Path results, @TempDir Path plots) throws IOException {
        Path run = Files.createDirectory(results.resolve("jdk17"));
        Files.writeString(run.resolve("limiter.json"), """
                [{"benchmark": "a.RateLimiterBenchmark.take", "primaryMetric": {"score": 80.0, "scoreError": "NaN"},
                  "params": {"implementation": "guava", "keys": "1", "limit": "exact", "outcome": "admit"}}]
                """);

        Plots.write(Run.allIn(results), plots);

        assertThat(plots).isDirectoryContaining("glob:**limiter.svg").isDirectoryNotContaining("glob:**whole-line.svg");
        assertThat(plots.resolve("limiter.svg")).content().doesNotContain("NaN");
    }

    @Test
    void sharedLimiterIsComparedWithTheFasterPeer(@TempDir Path results) throws IOException {
        Path run = Files.createDirectory(results.resolve("jdk17"));
        Files.writeString(run.resolve("shared-threads.json"), """
                [{"mode": "thrpt", "threads": 8, "primaryMetric": {"score": 0.03},
                  "params": {"implementation": "keystileJedis", "keys": "1", "outcome": "admit"}},
                 {"mode": "sample", "threads": 8,
                  "primaryMetric": {"score": 70.0, "scorePercentiles": {"50.0": 50.0, "99.0": 234.0}},
                  "params": {"implementation": "keystileJedis", "keys": "1", "outcome": "admit"}},
                 {"mode": "thrpt", "threads": 8, "primaryMetric": {"score": 0.01},
                  "params": {"implementation": "bucket4j", "keys": "1", "outcome": "admit"}},
                 {"mode": "thrpt", "threads": 8, "primaryMetric": {"score": 0.02},
                  "params": {"implementation": "redisson", "keys": "1", "outcome": "admit"}}]
                """);
        List<Run> runs = Run.allIn(results);

        assertThat(Sections.of("shared-time", runs))
                .contains("| `keystileJedis` | 1 | admit | 8 | 30,000 | 50.0 | 234 |")
                .contains("| `redisson` | 1 | admit | 8 | 20,000 | not measured | not measured |");
        assertThat(Sections.of("targets", runs))
                .contains("faster peer, outcome: admit, keys: 1, threads: 8 | ≥ 1.00 × | 1.50 ×, met |")
                .contains("faster peer, outcome: admit, keys: 1, threads: 1 | ≥ 1.00 × | not measured |");
    }
}
