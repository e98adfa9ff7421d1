package io.keystile.monitoring.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.keystile.DenialReason;
import io.keystile.ManualTime;
import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuotaWatchTest {
    private static final RateLimit PER_MINUTE = RateLimit.perMinute(10);

    private final ManualTime time = new ManualTime();
    private final List<QuotaEvent> reported = new ArrayList<>();
    private final QuotaWatch watch = new QuotaWatch(reported::add);

    private void callLeaving(long remaining, RateLimit limit) {
        call("one", List.of(new Quota("key:one", limit, remaining, 1, false)));
    }

    private void callLeaving(long remaining) {
        callLeaving(remaining, PER_MINUTE);
    }

    private void call(String key, List<Quota> quotas) {
        watch.onDecision(UsageEvents.granted(key, time.instant(), RateLimitResult.granted(quotas)));
    }

    private List<Integer> percents() {
        return reported.stream().map(QuotaEvent::percent).toList();
    }

    @Test
    void eachThresholdIsReportedOncePerWindow() {
        for (int remaining = 9; remaining >= 0; remaining--) {
            callLeaving(remaining);
        }
        callLeaving(0);
        assertThat(reported)
                .extracting(QuotaEvent::percent, event -> event.quota().remaining())
                .containsExactly(tuple(80, 2L), tuple(100, 0L));
        time.advance(Duration.ofSeconds(59));
        callLeaving(0);
        assertThat(reported).hasSize(2);
        time.advance(Duration.ofSeconds(1));
        callLeaving(2);
        assertThat(percents()).containsExactly(80, 100, 80);
    }

    @Test
    void aClockThatWasAheadSuppressesNoEvent() {
        time.advance(Duration.ofDays(365));
        callLeaving(0);
        time.advance(Duration.ofDays(-365));
        callLeaving(0);
        callLeaving(0);

        assertThat(percents()).containsExactly(100, 100);
    }

    @Test
    void aCallThatReachesSeveralThresholdsIsReportedWithTheHighest() {
        callLeaving(0);
        callLeaving(2);
        assertThat(percents()).containsExactly(100);
    }

    @Test
    void eachBucketAndEachLimitIsReportedSeparately() {
        for (String key : List.of("one", "two")) {
            call(
                    key,
                    List.of(
                            new Quota("key:" + key, PER_MINUTE, 0, 1, false),
                            new Quota("key:" + key, RateLimit.perDay(100), 20, 1, false)));
        }
        assertThat(reported)
                .extracting(
                        event -> event.caller().keyId().value(),
                        event -> event.quota().limit().name(),
                        QuotaEvent::percent)
                .containsExactly(
                        tuple("one", "per-minute", 100),
                        tuple("one", "per-day", 80),
                        tuple("two", "per-minute", 100),
                        tuple("two", "per-day", 80));
    }

    @Test
    void aCallThatALimitDeniedIsReportedAtOneHundredPercent() {
        RateLimitResult over = RateLimitResult.denied(List.of(new Quota("key:one", PER_MINUTE, 0, 1, true)), 1);
        watch.onDecision(UsageEvents.limited("one", time.instant(), over));
        assertThat(percents()).containsExactly(100);
    }

    @Test
    void aThresholdIsNotReportedBeforeItIsReached() {
        callLeaving(1_001, RateLimit.perMinute(5_003)); // 79.99 percent used
        assertThat(reported).isEmpty();
        callLeaving(1_000, RateLimit.perMinute(5_003)); // 80.01
        assertThat(percents()).containsExactly(80);
    }

    @Test
    void callsWithoutAKeyOrWithoutLimitsReportNothing() {
        watch.onDecision(UsageEvents.denied(null, DenialReason.UNKNOWN_KEY, time.instant()));
        watch.onDecision(UsageEvents.denied("one", DenialReason.PERMISSION_MISSING, time.instant()));
        assertThat(reported).isEmpty();
    }

    @Test
    void aListenerThatThrowsReceivesTheNextEvent() {
        List<Integer> received = new ArrayList<>();
        QuotaWatch failing = new QuotaWatch(
                event -> {
                    received.add(event.percent());
                    throw new IllegalStateException("full");
                },
                50,
                50);
        for (String key : List.of("one", "two")) {
            failing.onDecision(UsageEvents.granted(
                    key,
                    time.instant(),
                    RateLimitResult.granted(List.of(new Quota("key:" + key, PER_MINUTE, 5, 1, false)))));
        }
        assertThat(received).containsExactly(50, 50);
    }

    @Test
    void anErrorOfAListenerDoesNotPreventTheNextEvent() {
        List<String> received = new ArrayList<>();
        QuotaWatch failing = new QuotaWatch(event -> {
            received.add(event.quota().limit().name());
            throw new AssertionError("broken");
        });
        List<Quota> both = List.of(
                new Quota("key:one", PER_MINUTE, 0, 1, false),
                new Quota("key:one", RateLimit.perDay(100), 0, 1, false));
        failing.onDecision(UsageEvents.granted("one", time.instant(), RateLimitResult.granted(both)));
        assertThat(received).containsExactly("per-minute", "per-day");
    }

    @Test
    void thresholdsOutOfBoundsAreRejected() {
        assertThatThrownBy(() -> new QuotaWatch(reported::add, 101)).hasMessageContaining("1 to 100 percent; got 101");
        assertThatThrownBy(() -> new QuotaWatch(reported::add, 0)).hasMessageContaining("got 0");
        assertThatThrownBy(() -> new QuotaWatch(reported::add, new int[0])).hasMessageContaining("thresholds");
    }

    @Test
    void aLimitThatSeveralKeysShareIsReportedOnceForAll() {
        Quota shared = new Quota("workspace:acme", PER_MINUTE, 1, 1, false);
        call("one", List.of(shared));
        call("two", List.of(shared));

        assertThat(reported).hasSize(1);
    }
}
