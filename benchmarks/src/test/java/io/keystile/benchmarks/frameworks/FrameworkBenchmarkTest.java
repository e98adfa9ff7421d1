package io.keystile.benchmarks.frameworks;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FrameworkBenchmarkTest {
    private static final int FEW_KEYS = 20;

    @ParameterizedTest
    @EnumSource
    void everyFrameworkGivesEachMeasuredOutcome(Implementation implementation) throws Exception {
        for (Outcome outcome : Outcome.values()) {
            FrameworkBenchmark benchmark = new FrameworkBenchmark();
            benchmark.keys = FEW_KEYS;
            benchmark.implementation = implementation;
            benchmark.outcome = outcome;
            benchmark.prepare();
            Object unused = benchmark.authenticate(new FrameworkBenchmark.Position());
            benchmark.check();
        }
    }

    @Test
    void wrongCallerFailsTheTrial() {
        Workload workload = new Workload(FEW_KEYS, Outcome.granted);

        assertThatThrownBy(() -> workload.require(call -> "another"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another");
    }

    @Test
    void grantedUnknownKeyFailsTheTrial() {
        Workload workload = new Workload(FEW_KEYS, Outcome.unknownKey);

        assertThatThrownBy(() -> workload.require(Call::name)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void callWithoutCallerOr401FailsTheTrial() {
        Exchange exchange = new Exchange(Call.of("key", "127.0.0.1", "name"));

        assertThatThrownBy(exchange::outcome).hasMessageContaining("200");
    }
}
