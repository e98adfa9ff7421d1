package io.keystile.monitoring.usage;

import static io.keystile.monitoring.usage.UsageEvents.denied;
import static io.keystile.monitoring.usage.UsageEvents.granted;
import static io.keystile.monitoring.usage.UsageOutcome.FORBIDDEN;
import static io.keystile.monitoring.usage.UsageOutcome.GRANTED;
import static io.keystile.monitoring.usage.UsageOutcome.LIMITED;
import static io.keystile.monitoring.usage.UsageOutcome.UNAUTHENTICATED;
import static io.keystile.monitoring.usage.UsageOutcome.UNAVAILABLE;
import static io.keystile.monitoring.usage.UsageResolution.DAY;
import static io.keystile.monitoring.usage.UsageResolution.HOUR;
import static io.keystile.monitoring.usage.UsageResolution.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keystile.DenialReason;
import io.keystile.ManualTime;
import io.keystile.TestKeys;
import io.keystile.adapter.HttpResponses;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeySettings;
import io.keystile.net.IpAddress;
import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UsageMeterTest {
    private static final KeyId ONE = new KeyId("one");

    private final ManualTime time = new ManualTime();
    private final UsageMeter meter = new UsageMeter(time, 2);

    private void call(String key) {
        meter.onDecision(granted(key, time.instant()));
    }

    private void calls(int calls) {
        for (int call = 0; call < calls; call++) {
            call("one");
        }
    }

    private long callsIn(UsageResolution resolution, int periodsAgo) {
        List<UsagePeriod> series = meter.series(ONE, resolution);
        return series.get(series.size() - 1 - periodsAgo).calls(GRANTED);
    }

    private long sum(UsageResolution resolution) {
        return meter.series(ONE, resolution).stream()
                .mapToLong(period -> period.calls(GRANTED))
                .sum();
    }

    @Test
    void aCallCountsInThePeriodInWhichItWasMade() {
        call("one");
        time.advance(Duration.ofSeconds(59));
        call("one");
        time.advance(Duration.ofSeconds(1));
        call("one");
        assertThat(callsIn(MINUTE, 0)).isEqualTo(1);
        assertThat(callsIn(MINUTE, 1)).isEqualTo(2);
        assertThat(callsIn(HOUR, 0)).isEqualTo(3);
        assertThat(callsIn(DAY, 0)).isEqualTo(3);
    }

    @Test
    void oldPeriodsAreDroppedEvenAfterAnIdleGap() {
        call("one");
        time.advance(Duration.ofMinutes(59));
        assertThat(sum(MINUTE)).isEqualTo(1);
        time.advance(Duration.ofMinutes(1));
        assertThat(sum(MINUTE)).isZero();
        time.advance(Duration.ofDays(100));
        assertThat(sum(DAY)).isZero();
        call("one");
        assertThat(sum(MINUTE)).isEqualTo(1);
        assertThat(sum(DAY)).isEqualTo(1);
    }

    @Test
    void aSlightlyLateEventCountsInTheLatestMinute() {
        time.advance(Duration.ofMinutes(5));
        call("one");
        meter.onDecision(granted("one", time.instant().minusSeconds(120)));
        assertThat(callsIn(MINUTE, 0)).isEqualTo(2);
    }

    @Test
    void anEventFromTheFarFutureDoesNotStopCountingToday() {
        meter.onDecision(granted("one", time.instant().plus(Duration.ofDays(365))));
        call("one");
        call("one");
        assertThat(callsIn(MINUTE, 0)).isEqualTo(2);
    }

    @Test
    void entriesFromAClockThatWasAheadDoNotHideLaterCalls() {
        calls(10);
        time.advance(Duration.ofHours(2));
        calls(5);
        time.advance(Duration.ofHours(-2));
        calls(5);
        time.advance(Duration.ofHours(1));
        calls(10);
        time.advance(Duration.ofHours(1));
        calls(20);

        assertThat(List.of(callsIn(HOUR, 0), callsIn(HOUR, 1), callsIn(HOUR, 2)))
                .containsExactly(20L, 10L, 20L);
    }

    @Test
    void callsAfterTheClockWasSetBackAnHourAreCountedAtOnce() {
        call("one");
        time.advance(Duration.ofMinutes(-59));
        calls(10);

        assertThat(callsIn(MINUTE, 0)).isEqualTo(10);
        assertThat(meter.top(GRANTED, MINUTE, 60, 1)).containsExactly(new UsageRank(ONE, 10));
    }

    @Test
    void networksAreEstimatedAfterTheClockWasAhead() {
        meter.onDecision(granted("one", time.instant().plus(Duration.ofDays(365))));
        call("one");

        assertThat(meter.usage(ONE).orElseThrow().networksToday()).isEqualTo(1);
    }

    @Test
    void aQuotaIsFullAfterItsWindowDespiteFurtherDeniedCalls() {
        Quota spent = new Quota("key:one", RateLimit.perMinute(10), 0, 1, false);
        meter.onDecision(granted("one", time.instant(), RateLimitResult.granted(List.of(spent))));
        for (int call = 0; call < 3; call++) {
            time.advance(Duration.ofSeconds(30));
            meter.onDecision(denied("one", DenialReason.PERMISSION_MISSING, time.instant()));
        }

        assertThat(meter.usage(ONE).orElseThrow().quotas())
                .extracting(Quota::remaining)
                .containsExactly(10L);
    }

    @ParameterizedTest
    @EnumSource
    void aDenialCountsByItsHttpStatus(DenialReason reason) {
        meter.onDecision(denied("one", reason, time.instant()));

        UsageOutcome outcome = switch (HttpResponses.statusOf(reason)) {
            case 400, 401 -> UNAUTHENTICATED;
            case 403 -> FORBIDDEN;
            case 429 -> LIMITED;
            case 503 -> UNAVAILABLE;
            default -> throw new AssertionError(reason);
        };
        assertThat(meter.usage(ONE).orElseThrow().totals()).isEqualTo(Map.of(outcome, 1L));
    }

    @Test
    void othersHaveNoUsageWhileAllKeysHaveAnEntry() {
        call("one");
        assertThat(meter.usage(UsageMeter.OTHERS)).isEmpty();
    }

    @Test
    void argumentsOutOfBoundsAreRejected() {
        assertThatIllegalArgumentException().isThrownBy(() -> new UsageMeter(time, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> meter.top(GRANTED, DAY, 32, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> meter.top(GRANTED, DAY, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> meter.top(GRANTED, DAY, 1, -1));
    }

    @Test
    void concurrentFirstCallsOfAKeyTakeOneEntry() throws InterruptedException, ExecutionException {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            for (int round = 0; round < 20_000; round++) {
                UsageMeter fresh = new UsageMeter(time, 1);
                Future<?> call = other.submit(() -> fresh.onDecision(granted("one", time.instant())));
                fresh.onDecision(granted("one", time.instant()));
                call.get();
                assertThat(fresh.usage(UsageMeter.OTHERS)).isEmpty();
                assertThat(fresh.size()).isEqualTo(1);
            }
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void aKeyThatWasNotVerifiedHasNoEntry() {
        meter.onDecision(denied(null, DenialReason.WRONG_SECRET, time.instant()));
        assertThat(meter.size()).isZero();
        assertThat(meter.deniedWithoutKey()).isEqualTo(Map.of(DenialReason.WRONG_SECRET, 1L));
    }

    @Test
    void keysBeyondTheMaximumAreCountedTogetherUntilAKeyIsUnusedForADay() {
        call("one");
        call("two");
        call("three");
        assertThat(meter.size()).isEqualTo(2);
        assertThat(meter.usage(UsageMeter.OTHERS).orElseThrow().totals()).isEqualTo(Map.of(GRANTED, 1L));
        time.advance(Duration.ofDays(1).plusSeconds(1));
        call("two");
        call("three");
        assertThat(meter.usage(ONE)).isEmpty();
        assertThat(meter.usage(new KeyId("three"))).isPresent();
    }

    @Test
    void usageHasTheLastCallAndTheDurations() {
        meter.onDecision(denied("one", DenialReason.PERMISSION_MISSING, time.instant()));
        meter.onDecision(granted(
                "one", time.instant(), RateLimitResult.granted(List.of()), UsageEvents.ADDRESS, "client ".repeat(50)));
        KeyUsage usage = meter.usage(ONE).orElseThrow();
        assertThat(usage.totals()).isEqualTo(Map.of(GRANTED, 1L, FORBIDDEN, 1L));
        assertThat(usage.lastCall())
                .isEqualTo(new KeyUsage.LastCall(
                        time.instant(),
                        UsageEvents.ADDRESS,
                        "client ".repeat(50).substring(0, 256)));
        assertThat(usage.meanNanos()).isEqualTo(200);
        assertThat(usage.maxNanos()).isEqualTo(300);
    }

    @Test
    void theLastQuotaIsReturnedUntilItsWindowHasPassed() {
        Quota half = new Quota("key:one", RateLimit.perMinute(10), 5, 1, false);
        meter.onDecision(granted("one", time.instant(), RateLimitResult.granted(List.of(half))));
        time.advance(Duration.ofSeconds(59));
        assertThat(meter.usage(ONE).orElseThrow().quotas()).containsExactly(half);
        time.advance(Duration.ofSeconds(1));
        assertThat(meter.usage(ONE).orElseThrow().quotas())
                .containsExactly(new Quota("key:one", RateLimit.perMinute(10), 10, 0, false));
    }

    @Test
    void networksAreEstimatedByDay() {
        for (int network = 0; network < 100; network++) {
            for (int host = 1; host < 4; host++) {
                IpAddress address = IpAddress.parse("10.1." + network + "." + host);
                meter.onDecision(granted("one", time.instant(), RateLimitResult.granted(List.of()), address, null));
            }
        }
        assertThat(meter.usage(ONE).orElseThrow().networksToday()).isBetween(75, 125);
        time.advance(Duration.ofDays(1));
        call("one");
        assertThat(meter.usage(ONE).orElseThrow().networksToday()).isEqualTo(1);
        assertThat(meter.usage(ONE).orElseThrow().networksYesterday()).isBetween(75, 125);
    }

    @Test
    void aKeyInAUserAgentIsMasked() {
        String key = new TestKeys().issue(ApiKeySettings.named("ci"));
        for (String userAgent : List.of(key, "x ".repeat(118) + key)) {
            meter.onDecision(
                    granted("one", time.instant(), RateLimitResult.granted(List.of()), UsageEvents.ADDRESS, userAgent));

            String secret = key.substring("pk_live_".length() + 12);
            assertThat(meter.usage(ONE).orElseThrow().toString()).doesNotContain(secret.substring(0, 4));
        }
    }

    @Test
    void theKeysWithTheMostCallsComeFirst() {
        call("one");
        call("two");
        call("two");
        assertThat(meter.top(GRANTED, HOUR, 1, 5))
                .containsExactly(new UsageRank(new KeyId("two"), 2), new UsageRank(ONE, 1));
        assertThat(meter.top(GRANTED, HOUR, 1, 1)).containsExactly(new UsageRank(new KeyId("two"), 2));
        assertThat(meter.workspaceSeries("acme", DAY).get(30).calls(GRANTED)).isEqualTo(3);
    }

    @Test
    void theSumIsExactWhenFourThreadsCountAcrossMinutes() throws InterruptedException, ExecutionException {
        Instant start = time.instant();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            // A thread that falls behind by more than two minutes looks like a clock that was set back.
            CyclicBarrier everyMinute = new CyclicBarrier(4);
            List<Future<?>> running = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(thread -> threads.submit(() -> {
                        for (int i = 0; i < 50_000; i++) {
                            if (i % 1_000 == 0) {
                                everyMinute.await();
                            }
                            meter.onDecision(granted("one", start.plusMillis(i * 60L)));
                        }
                        return null;
                    }))
                    .toList();
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        time.advance(Duration.ofMinutes(50));
        assertThat(sum(MINUTE)).isEqualTo(200_000);
        assertThat(sum(HOUR)).isEqualTo(200_000);
    }
}
