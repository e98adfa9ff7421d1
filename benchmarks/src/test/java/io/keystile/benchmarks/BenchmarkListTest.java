package io.keystile.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

class BenchmarkListTest {
    @Test
    void theHarnessFindsEveryBenchmark() {
        OutputFormat silent = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);

        assertThat(BenchmarkList.defaultList().getAll(silent, List.of()))
                .extracting(entry -> entry.getUsername().replace(getClass().getPackageName() + ".", ""))
                .containsExactlyInAnyOrder(
                        "authenticate.AuthenticateBenchmark.authenticate",
                        "frameworks.FrameworkBenchmark.authenticate",
                        "hash.Sha256FloorBenchmark.digest",
                        "hash.Sha256FloorBenchmark.verify");
    }
}
