package io.keystile.benchmarks.allowlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IpAllowlistBenchmarkTest {
    @ParameterizedTest
    @EnumSource
    void everyAllowlistGivesEachMeasuredResult(Implementation implementation) {
        for (Outcome outcome : Outcome.values()) {
            for (Form form : Form.values()) {
                IpAllowlistBenchmark benchmark = new IpAllowlistBenchmark();
                benchmark.implementation = implementation;
                benchmark.ranges = 100;
                benchmark.form = form;
                benchmark.outcome = outcome;
                benchmark.prepare();

                assertThat(benchmark.lookUp()).isEqualTo(outcome == Outcome.hit);
            }
        }
    }

    @Test
    void wrongResultFailsTheTrial() {
        Workload workload = new Workload(10, Outcome.miss);
        Contender allowsEverything = new Contender() {
            @Override
            public boolean allows(String address) {
                return true;
            }

            @Override
            public boolean allows(byte[] address) {
                return true;
            }
        };

        assertThatThrownBy(() -> workload.require(allowsEverything))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("false");
    }

    @ParameterizedTest
    @EnumSource
    void everyParserReadsTheAddressesCorrectly(IpAddressParseBenchmark.Parser parser) throws UnknownHostException {
        for (IpAddressParseBenchmark.Family family : IpAddressParseBenchmark.Family.values()) {
            IpAddressParseBenchmark benchmark = new IpAddressParseBenchmark();
            benchmark.parser = parser;
            benchmark.family = family;
            benchmark.prepare();

            assertThat(benchmark.parse()).isNotNull();
        }
    }

    @Test
    void growthIsPrintedAsATableAndAsJson() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        List<IpAllowlistGrowth.Row> rows =
                IpAllowlistGrowth.report(new int[] {1, 100}, new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .hasSize(4)
                .last()
                .asString()
                .startsWith("| 100 |");
        assertThat(rows.get(1).retainedBytes()).isGreaterThan(rows.get(0).retainedBytes());
        assertThat(IpAllowlistGrowth.json(rows)).contains("\"ranges\": 1,", "\"ranges\": 100,");
    }
}
