package io.keystile.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** A benchmark with several modes is listed once for each. */
class BenchmarkListTest {
    @Test
    void jmhFindsEveryBenchmark() {
        OutputFormat silent = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);

        assertThat(BenchmarkList.defaultList().getAll(silent, List.of()))
                .extracting(entry -> entry.getUsername().replace(getClass().getPackageName() + ".", ""))
                .containsOnly(
                        "allowlist.IpAddressParseBenchmark.parse",
                        "allowlist.IpAllowlistBenchmark.lookUp",
                        "authenticate.AuthenticateBenchmark.authenticate",
                        "frameworks.FrameworkBenchmark.authenticate",
                        "hash.SecretHasherBenchmark.hmacFloor",
                        "hash.SecretHasherBenchmark.hmacGetInstance",
                        "hash.SecretHasherBenchmark.hmacKeystile",
                        "hash.SecretHasherBenchmark.sha256Clone",
                        "hash.SecretHasherBenchmark.sha256Floor",
                        "hash.SecretHasherBenchmark.sha256GetInstance",
                        "hash.SecretHasherBenchmark.sha256Keystile",
                        "hash.SecretHasherBenchmark.sha256ThreadLocal",
                        "monitor.UsageMeterBenchmark.count",
                        "hash.VirtualThreadBenchmark.inNewThread",
                        "nodes.SharedLimiterBenchmark.take",
                        "ratelimit.RateLimiterBenchmark.take");
    }
}
