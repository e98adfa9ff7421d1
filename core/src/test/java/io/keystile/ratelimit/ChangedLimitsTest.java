package io.keystile.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** One id whose limits change: nobody gets more calls by changing them to and fro. */
class ChangedLimitsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final RateLimit FIFTY = RateLimit.perMinute(50);
    private static final RateLimit TWENTY = RateLimit.perMinute(20);

    private final ManualClock clock = new ManualClock();
    private final SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(clock);

    private static List<RateLimitBucket> with(RateLimit... limits) {
        return List.of(new RateLimitBucket("workspace:acme", List.of(limits)));
    }

    private int granted(RateLimit... limits) {
        int granted = 0;
        while (limiter.tryAcquire(with(limits), 1).granted()) {
            granted++;
        }
        return granted;
    }

    @Test
    void aSmallerLimitInBetweenGivesNoMoreCalls() {
        assertThat(granted(FIFTY)).isEqualTo(50);
        for (int i = 0; i < 5; i++) {
            assertThat(granted(TWENTY)).isZero();
            assertThat(granted(FIFTY)).isZero();
        }
    }

    @Test
    void callsOfALimitInBetweenCountForTheOneThatComesBack() {
        for (int i = 0; i < 30; i++) {
            limiter.tryAcquire(with(FIFTY), 1);
        }
        clock.advance(59 * SECOND);
        assertThat(granted(RateLimit.perSecond(5))).isEqualTo(5);
        clock.advance(SECOND);
        assertThat(granted(RateLimit.perSecond(5))).isEqualTo(5);

        assertThat(granted(FIFTY)).isEqualTo(40);
    }

    @Test
    void twoSetsOfLimitsInTurnGrantNoMoreThanTheLarger() {
        int granted = 0;
        for (int i = 0; i < 1_000; i++) {
            granted += limiter.tryAcquire(with(i % 2 == 0 ? FIFTY : TWENTY), 1).granted() ? 1 : 0;
        }

        assertThat(granted).isEqualTo(50);
    }

    @Test
    void aFullDroppedLimitRecordsFurtherCalls() {
        RateLimit full = RateLimit.perMinute(128);
        assertThat(granted(full)).isEqualTo(128);
        clock.advance(30 * SECOND);
        assertThat(granted(RateLimit.perMinute(300))).isEqualTo(172);

        assertThat(granted(full)).isZero();
        clock.advance(30 * SECOND);
        assertThat(granted(full)).isZero();
        clock.advance(30 * SECOND);
        assertThat(granted(full)).isEqualTo(128);
    }

    @Test
    void aDroppedLimitIsForgottenAfterItsWindow() {
        assertThat(granted(FIFTY)).isEqualTo(50);
        granted(RateLimit.perSecond(1));
        clock.advance(60 * SECOND);

        assertThat(granted(RateLimit.perSecond(1))).isEqualTo(1);
        assertThat(granted(FIFTY)).isEqualTo(49);
    }

    /** With limits of one window, each call that is granted fits into an exact log of all calls. */
    @Property
    void noSequenceOfChangesExceedsTheLimitInForce(
            @ForAll @Size(max = 150) List<@IntRange(min = 0, max = 59) Integer> steps,
            @ForAll @IntRange(min = 1, max = 300) int most) {
        ManualClock time = new ManualClock();
        SlidingWindowRateLimiter fresh = new SlidingWindowRateLimiter(time);
        List<RateLimit> limits = Stream.of(1, 2, 3)
                .map(part -> RateLimit.of("n", Math.max(1, most / part), Duration.ofSeconds(2)))
                .toList();
        List<ExactLog> logs =
                limits.stream().map(limit -> new ExactLog(limit, 0)).toList();
        long elapsed = 0;
        for (int step : steps) {
            int which = step % 3;
            List<RateLimitBucket> bucket = List.of(new RateLimitBucket("id", List.of(limits.get(which))));
            for (int call = 0; call < step; call++) {
                if (fresh.tryAcquire(bucket, 1).granted()) {
                    assertThat(logs.get(which).admits(elapsed, 1)).isTrue();
                    for (ExactLog log : logs) {
                        log.admit(elapsed, 1);
                    }
                }
            }
            time.advance(step * SECOND / 90);
            elapsed += step * SECOND / 90;
        }
    }
}
