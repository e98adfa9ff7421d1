package io.keystile.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.knowm.xchart.CategorySeries;

/** Reads the kept results; tests run in the folder of the module. */
class ReportTest {
    private static final Path RESULTS = Path.of("results");

    @ParameterizedTest
    @ValueSource(strings = "../docs/benchmarks.md")
    void generatedPartsOfDocumentsMatchTheKeptResults(String document, @TempDir Path folder) throws IOException {
        Path copy = folder.resolve("copy.md");
        Files.copy(Path.of(document), copy);

        Report.update(copy, Run.allIn(RESULTS));

        assertThat(copy).hasSameTextualContentAs(Path.of(document));
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
