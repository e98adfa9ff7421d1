package io.keystile.benchmarks.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.benchmarks.nodes.SharedAccuracy.Admission;
import io.keystile.benchmarks.ratelimit.Outcome;
import io.keystile.ratelimit.RateLimit;
import io.keystile.testkit.RedisProcess;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("NullAway.Init") // JUnit starts the server first
class SharedLimiterBenchmarkTest {
    private static final int FEW_KEYS = 5;
    private static final int FEW_MILLIS = 50;

    private static RedisProcess server;

    @BeforeAll
    static void startServer() {
        server = RedisProcess.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyLimiterGivesEachMeasuredResult(Implementation implementation) {
        for (Outcome outcome : Outcome.values()) {
            SharedLimiterBenchmark benchmark = new SharedLimiterBenchmark();
            benchmark.implementation = implementation;
            benchmark.keys = FEW_KEYS;
            benchmark.outcome = outcome;
            benchmark.prepare();
            SharedLimiterBenchmark.Position position = new SharedLimiterBenchmark.Position();

            for (int call = 0; call < FEW_KEYS; call++) {
                assertThat(benchmark.take(position)).isNotNull();
            }
            benchmark.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLimitHoldsForTwoNodesTogether(Implementation implementation) {
        emptyServerAt(server.port());
        RateLimit limit = RateLimit.perDay(10);
        try (Contender first = implementation.on(server.port(), 2, limit);
                Contender second = implementation.on(server.port(), 2, limit)) {
            assertThat(first.admitted(first.acquire(0, 10))).isTrue();
            assertThat(second.admitted(second.acquire(0, 1))).isFalse();
            assertThat(second.admitted(second.acquire(1, 1))).isTrue();
        }
    }

    @Test
    void wrongResultFailsTheTrial() {
        try (Workload workload = new Workload(Implementation.bucket4j, 1, Outcome.deny)) {
            emptyServerAt(workload.port());

            assertThatThrownBy(() -> workload.call(0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("deny");
        }
    }

    @Test
    void callsOfOneTrialAreCounted() {
        CallCost direct = CallCost.of(Implementation.keystileJedis, 1, Outcome.admit, 1, FEW_MILLIS);
        CallCost remembered = CallCost.of(Implementation.keystileJedis, 1, Outcome.deny, 1, FEW_MILLIS);
        CallCost readAndWritten = CallCost.of(Implementation.bucket4j, 1, Outcome.admit, 1, FEW_MILLIS);

        assertThat(direct.roundTrips()).isBetween(1.0, 1.5);
        assertThat(direct.commands()).isGreaterThan(direct.roundTrips());
        assertThat(remembered.roundTrips()).isLessThan(0.01);
        assertThat(readAndWritten.roundTrips()).isBetween(2.0, 2.5);
    }

    @Test
    void memoryOfALogGrowsWithTheLimit() {
        Duration window = Duration.ofSeconds(1);

        assertThat(KeySize.of(Implementation.keystileJedis, 100, window).bytesPerKey())
                .isBetween(500L, 1_400L);
        assertThat(KeySize.of(Implementation.redisson, 100, window).bytesPerKey())
                .isGreaterThan(2_000L);
    }

    @Test
    void callsBeyondTheLimitAreFound() {
        assertThat(SharedAccuracy.of(Implementation.bucket4j, 100, 2, 42).overAdmissions())
                .isPositive();
        assertThat(SharedAccuracy.of(Implementation.keystileJedis, 100, 2, 42).overAdmissions())
                .isZero();
    }

    @Test
    void onlyCallsWhollyWithinAWindowCount() {
        List<Admission> admissions = List.of(
                new Admission(0, 1),
                new Admission(500, 510),
                new Admission(999, 1_001),
                new Admission(1_000, 1_499),
                new Admission(1_498, 1_500));

        assertThat(SharedAccuracy.mostInWindow(admissions, 1_000)).isEqualTo(3);
        assertThat(SharedAccuracy.mostInWindow(admissions, 1_001)).isEqualTo(4);
    }

    private static void emptyServerAt(int port) {
        try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + port)) {
            client.connect().sync().flushall();
        }
    }
}
