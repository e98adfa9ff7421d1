package io.keystile.benchmarks.authenticate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.AuthRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuthenticateBenchmarkTest {
    private static final int FEW_KEYS = 20;

    @ParameterizedTest
    @EnumSource
    void everyImplementationGivesEachMeasuredOutcome(Outcome outcome) {
        for (Implementation implementation : Implementation.values()) {
            for (Limit limit : Limit.values()) {
                AuthenticateBenchmark benchmark = new AuthenticateBenchmark();
                benchmark.keys = FEW_KEYS;
                benchmark.implementation = implementation;
                benchmark.outcome = outcome;
                benchmark.limit = limit;
                benchmark.prepare();

                Object decision = benchmark.authenticate(new AuthenticateBenchmark.Position());

                assertThat(decision).isNotNull();
                benchmark.finish();
            }
        }
    }

    @Test
    void wrongOutcomeFailsTheTrial() {
        Workload workload = new Workload(FEW_KEYS, Outcome.revoked, Limit.large);

        assertThatThrownBy(() -> workload.require(new GrantsEverything(), Outcome.revoked))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("revoked")
                .hasMessageContaining("granted");
    }

    @Test
    void mostPopularKeyGetsItsShareOfTheCalls() {
        Workload workload = new Workload(1_000, Outcome.granted, Limit.large);
        AuthRequest mostPopular = workload.samples().get(0).request();
        int calls = 100_000;
        int popular = 0;
        for (int call = 0; call < calls; call++) {
            if (workload.request(call).equals(mostPopular)) {
                popular++;
            }
        }

        // The harmonic number of 1,000 is 7.485, so the share of the first is 13.36%.
        assertThat(popular).isBetween(calls * 12 / 100, calls * 15 / 100);
    }

    private static final class GrantsEverything implements Contender {
        @Override
        public Object decide(AuthRequest request) {
            return Outcome.granted;
        }

        @Override
        public Outcome outcomeOf(AuthRequest request) {
            return Outcome.granted;
        }
    }
}
