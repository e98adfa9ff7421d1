package io.keystile.benchmarks.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.ratelimit.RateLimit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RateLimiterBenchmarkTest {
    private static final int FEW_KEYS = 20;

    @ParameterizedTest
    @EnumSource
    void everyLimiterGivesEachMeasuredResult(Implementation implementation) {
        for (Outcome outcome : Outcome.values()) {
            for (Limit limit : limitsOf(implementation)) {
                RateLimiterBenchmark benchmark = new RateLimiterBenchmark();
                benchmark.keys = FEW_KEYS;
                benchmark.implementation = implementation;
                benchmark.outcome = outcome;
                benchmark.limit = limit;
                benchmark.prepare();

                Object result = benchmark.take(new RateLimiterBenchmark.Position());

                assertThat(result).isNotNull();
                benchmark.check();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyLimiterDeniesTheCallBeyondItsLimit(Implementation implementation) {
        LimiterClock clock = new LimiterClock();
        Contender contender = implementation.on(2, RateLimit.perSecond(10), clock);

        assertThat(contender.admitted(contender.acquire(0, 10))).isTrue();
        assertThat(contender.admitted(contender.acquire(0, 1))).isFalse();
        assertThat(contender.admitted(contender.acquire(1, 1))).isTrue();
    }

    private static List<Limit> limitsOf(Implementation implementation) {
        return implementation.supportsSeveralLimits() ? List.of(Limit.values()) : List.of(Limit.exact, Limit.large);
    }

    @ParameterizedTest
    @EnumSource(names = {"keystile", "bucket4j"})
    void callIsHeldToEachOfTwoBuckets(Implementation implementation) {
        List<RateLimit> ten = List.of(RateLimit.perSecond(10));
        List<RateLimit> five = List.of(RateLimit.perDay(5));
        for (List<List<RateLimit>> buckets : List.of(List.of(ten, five), List.of(five, ten))) {
            LimiterClock clock = new LimiterClock();
            Contender contender = implementation.on(1, buckets, clock);

            assertThat(contender.admitted(contender.acquire(0, 5))).isTrue();
            assertThat(contender.admitted(contender.acquire(0, 1))).isFalse();
        }
    }

    @Test
    void limiterOfOneLimitRejectsTwo() {
        List<List<RateLimit>> two = Limit.twoLimits.buckets(Outcome.admit, 1);

        assertThatThrownBy(() -> Implementation.guava.on(1, two, new LimiterClock()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wrongResultFailsTheTrial() {
        RateLimiterBenchmark benchmark = new RateLimiterBenchmark();
        benchmark.keys = 1;
        benchmark.implementation = Implementation.keystile;
        benchmark.outcome = Outcome.deny;
        benchmark.limit = Limit.exact;
        benchmark.prepare();
        benchmark.outcome = Outcome.admit;

        assertThatThrownBy(benchmark::check).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> benchmark.take(new RateLimiterBenchmark.Position()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("admit");
    }
}
