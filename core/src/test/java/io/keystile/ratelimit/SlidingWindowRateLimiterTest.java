package io.keystile.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keystile.LogCapture;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingWindowRateLimiterTest {

    private static final long SECOND = 1_000_000_000;

    private final ManualClock clock = new ManualClock();
    private final SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(clock);

    private static RateLimitBucket bucket(String id, RateLimit... limits) {
        return new RateLimitBucket(id, List.of(limits));
    }

    private static List<Long> remaining(RateLimitResult result) {
        return result.quotas().stream().map(Quota::remaining).toList();
    }

    @Test
    void callWithoutBucketsIsGrantedWithoutQuota() {
        RateLimitResult result = limiter.tryAcquire(List.of(), 1);

        assertThat(result.granted()).isTrue();
        assertThat(result.quotas()).isEmpty();
        assertThat(result.retryAfterNanos()).isZero();
    }

    @Test
    void grantedCallReturnsRemainingPermitsAndReset() {
        List<RateLimitBucket> key = List.of(bucket("key:a", RateLimit.perMinute(2)));
        assertThat(limiter.tryAcquire(key, 1).quotas())
                .containsExactly(new Quota("key:a", RateLimit.perMinute(2), 1, 60 * SECOND, false));
        clock.advance(SECOND);

        RateLimitResult second = limiter.tryAcquire(key, 1);

        assertThat(second.granted()).isTrue();
        assertThat(second.quotas()).containsExactly(new Quota("key:a", RateLimit.perMinute(2), 0, 59 * SECOND, false));
    }

    @Test
    void deniedCallSpendsNothingAndIsGrantedExactlyAfterItsWait() {
        List<RateLimitBucket> key = List.of(bucket("key:a", RateLimit.perMinute(2)));
        limiter.tryAcquire(key, 2);
        for (int i = 0; i < 1000; i++) {
            clock.advance(1);
            assertThat(limiter.tryAcquire(key, 1).granted()).isFalse();
        }

        RateLimitResult denied = limiter.tryAcquire(key, 1);

        assertThat(denied.retryAfterNanos()).isEqualTo(60 * SECOND - 1000);
        assertThat(denied.quotas())
                .containsExactly(new Quota("key:a", RateLimit.perMinute(2), 0, 60 * SECOND - 1000, true));
        clock.advance(denied.retryAfterNanos());
        assertThat(limiter.tryAcquire(key, 2).granted()).isTrue();
    }

    @Test
    void onlyTheDenyingLimitIsViolatedAndNoLimitIsCharged() {
        RateLimit perSecond = RateLimit.perSecond(1);
        RateLimit perMinute = RateLimit.perMinute(1000);
        List<RateLimitBucket> key = List.of(bucket("key:a", perMinute, perSecond));
        limiter.tryAcquire(key, 1);

        RateLimitResult denied = limiter.tryAcquire(key, 1);

        assertThat(denied.granted()).isFalse();
        assertThat(denied.quotas()).extracting(Quota::violated).containsExactly(false, true);
        assertThat(remaining(denied)).containsExactly(999L, 0L);
        assertThat(denied.retryAfterNanos()).isEqualTo(SECOND);
    }

    @Test
    void permitsOfTwoBucketsAreAcquiredTogetherOrNotAtAll() {
        RateLimitBucket key = bucket("key:a", RateLimit.perMinute(100));
        RateLimitBucket workspace = bucket("workspace:w", RateLimit.perHour(3));

        assertThat(remaining(limiter.tryAcquire(List.of(key, workspace), 2))).containsExactly(98L, 1L);
        RateLimitResult denied = limiter.tryAcquire(List.of(key, workspace), 2);

        assertThat(denied.granted()).isFalse();
        assertThat(denied.quotas()).extracting(Quota::violated).containsExactly(false, true);
        assertThat(denied.retryAfterNanos()).isEqualTo(3600 * SECOND);
        assertThat(remaining(limiter.peek(List.of(key, workspace), 1))).containsExactly(98L, 1L);
        assertThat(remaining(limiter.tryAcquire(List.of(workspace, key), 1))).containsExactly(0L, 97L);
    }

    /** Each row has the limits of the buckets of one call. The first is used up. */
    @ParameterizedTest
    @ValueSource(strings = {"3", "300", "3 8", "300 900"})
    void callCountsFromTheReadingThatItsCallerTook(String limits) {
        long[] permits =
                Arrays.stream(limits.split(" ")).mapToLong(Long::parseLong).toArray();
        List<RateLimitBucket> buckets = Arrays.stream(permits)
                .mapToObj(each -> bucket("key:" + each, RateLimit.perSecond(each)))
                .toList();
        long lateness = permits[0] > 128 ? SECOND / 64 : 0;
        limiter.tryAcquire(buckets, permits[0]); // creates buckets with room for all permits
        long reading = clock.getAsLong() + 2 * SECOND;
        clock.advance(2 * SECOND + SECOND / 2);
        long cost = permits[0] / 3;
        for (int call = 0; call < 3; call++) {
            assertThat(limiter.tryAcquire(buckets, cost, reading).granted()).isTrue();
        }

        RateLimitResult denied = limiter.tryAcquire(buckets, cost, reading + 10);
        RateLimitResult deniedNow = limiter.tryAcquire(buckets, cost);

        assertThat(denied.retryAfterNanos()).isBetween(SECOND - 10, SECOND - 10 + lateness);
        assertThat(deniedNow.retryAfterNanos()).isBetween(SECOND / 2, SECOND / 2 + lateness);
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 300})
    void readingFromBeforeTheLimiterCountsAsItsFirst(long permits) {
        List<RateLimitBucket> key = List.of(bucket("key:a", RateLimit.perSecond(permits)));
        long before = clock.getAsLong() - 10 * SECOND;
        for (int call = 0; call < permits; call++) {
            assertThat(limiter.tryAcquire(key, 1, before).granted()).isTrue();
        }

        clock.advance(SECOND - 1);
        assertThat(limiter.tryAcquire(key, permits).granted()).isFalse();
        clock.advance(1 + SECOND / 64);
        assertThat(limiter.tryAcquire(key, permits, clock.getAsLong()).granted())
                .isTrue();
    }

    /** Another thread has spent the permits at a later reading, while the call ran. */
    @ParameterizedTest
    @ValueSource(longs = {3, 300})
    void olderReadingIsDeniedByPermitsSpentSince(long permits) {
        List<RateLimitBucket> key = List.of(bucket("key:a", RateLimit.perSecond(permits)));
        long reading = clock.getAsLong();
        clock.advance(SECOND / 2);
        limiter.tryAcquire(key, permits);

        assertThat(limiter.tryAcquire(key, 1, reading).granted()).isFalse();
    }

    @Test
    void limiterKnowsTheObjectOfItsClock() {
        assertThat(limiter.usesClock(clock)).isTrue();
        assertThat(limiter.usesClock(new ManualClock())).isFalse();
        assertThat(new SlidingWindowRateLimiter().usesClock(SlidingWindowRateLimiter.SYSTEM_CLOCK))
                .isTrue();
        assertThat(new SlidingWindowRateLimiter(7).usesClock(SlidingWindowRateLimiter.SYSTEM_CLOCK))
                .isTrue();
    }

    @Test
    void peekSpendsNothingAndCreatesNoBucket() {
        RateLimitBucket key = bucket("key:a", RateLimit.perMinute(5));

        assertThat(remaining(limiter.peek(List.of(key), 5))).containsExactly(5L);
        assertThat(limiter.peek(List.of(key), 5).granted()).isTrue();
        assertThat(limiter.bucketCount()).isZero();

        limiter.tryAcquire(List.of(key), 3);
        assertThat(limiter.peek(List.of(key), 3).retryAfterNanos()).isEqualTo(60 * SECOND);
        assertThat(remaining(limiter.peek(List.of(key), 1))).containsExactly(2L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 10, 200})
    void callAboveTheLimitIsChargedTheWholeLimit(long permits) {
        RateLimit small = RateLimit.perSecond(permits);
        RateLimit large = RateLimit.perDay(100_000);
        List<RateLimitBucket> key = List.of(bucket("key:a", small, large));

        assertThat(remaining(limiter.tryAcquire(key, 1000))).containsExactly(0L, 99_000L);
        RateLimitResult denied = limiter.tryAcquire(key, Long.MAX_VALUE);
        assertThat(denied.quotas()).extracting(Quota::violated).containsExactly(true, true);
        assertThat(limiter.tryAcquire(key, 1).granted()).isFalse();
        clock.advance(limiter.peek(key, 1000).retryAfterNanos());
        assertThat(remaining(limiter.tryAcquire(key, 1000))).containsExactly(0L, 98_000L);
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 1000})
    void limitHoldsUntilTheEndOfTheLongestWindow(long permits) {
        RateLimit year = RateLimit.of("per-year", permits, Duration.ofDays(366));
        List<RateLimitBucket> key = List.of(bucket("key:a", year));
        assertThat(limiter.tryAcquire(key, permits).granted()).isTrue();

        clock.advance(year.windowNanos() - 1);
        assertThat(limiter.tryAcquire(key, 1).granted()).isFalse();
        clock.advance(1 + year.windowNanos() / 64);
        assertThat(remaining(limiter.tryAcquire(key, 1))).containsExactly(permits - 1);
    }

    @Test
    void changedLimitStartsWithThePermitsSpentSoFar() {
        limiter.tryAcquire(List.of(bucket("key:a", RateLimit.perMinute(100))), 30);

        RateLimitBucket larger = bucket("key:a", RateLimit.perMinute(1000));
        assertThat(remaining(limiter.peek(List.of(larger), 1))).containsExactly(970L);
        assertThat(remaining(limiter.tryAcquire(List.of(larger), 1))).containsExactly(969L);
        RateLimitBucket smaller = bucket("key:a", RateLimit.perMinute(20));
        assertThat(limiter.tryAcquire(List.of(smaller), 1).granted()).isFalse();
        assertThat(limiter.bucketCount()).isEqualTo(1);
        clock.advance(60 * SECOND);
        assertThat(remaining(limiter.tryAcquire(List.of(smaller), 1))).containsExactly(19L);
    }

    @Test
    void unchangedLimitKeepsItsStampsWhenAnotherIsAdded() {
        RateLimit kept = RateLimit.perMinute(3);
        for (int i = 0; i < 3; i++) {
            limiter.tryAcquire(List.of(bucket("key:a", kept)), 1);
            clock.advance(SECOND);
        }

        RateLimitBucket more = bucket("key:a", RateLimit.perHour(500), kept);
        RateLimitResult denied = limiter.tryAcquire(List.of(more), 1);

        assertThat(denied.retryAfterNanos()).isEqualTo(57 * SECOND);
        assertThat(remaining(denied)).containsExactly(497L, 0L);
    }

    @Test
    void idleBucketsAreEvictedForNewOnes() {
        SlidingWindowRateLimiter small = new SlidingWindowRateLimiter(4, clock);
        RateLimit limit = RateLimit.perSecond(200);
        for (int i = 0; i < 4; i++) {
            assertThat(small.tryAcquire(List.of(bucket("key:" + i, limit)), 100).granted())
                    .isTrue();
        }
        clock.advance(SECOND + SECOND / 64);

        assertThat(remaining(small.tryAcquire(List.of(bucket("key:new", limit)), 1)))
                .containsExactly(199L);
        assertThat(remaining(small.tryAcquire(List.of(bucket("key:0", limit)), 1)))
                .containsExactly(199L);
        assertThat(small.bucketCount()).isEqualTo(2);
    }

    @Test
    void idleBucketsOfABurstAreEvicted() {
        RateLimit limit = RateLimit.perSecond(1);
        for (int i = 0; i < 10_000; i++) {
            limiter.tryAcquire(List.of(bucket("burst:" + i, limit)), 1);
        }
        assertThat(limiter.bucketCount()).isEqualTo(10_000);

        for (int i = 0; i < 15_000; i++) {
            if (i % 50 == 0) {
                clock.advance(2 * SECOND);
            }
            limiter.tryAcquire(List.of(bucket("later:" + i, limit)), 1);
        }

        assertThat(limiter.bucketCount()).isLessThan(1_000);
    }

    @Test
    void limitersCountTheSameBucketIndependently() {
        SlidingWindowRateLimiter other = new SlidingWindowRateLimiter(clock);
        List<RateLimitBucket> key = List.of(bucket("key:a", RateLimit.perMinute(10)));

        assertThat(remaining(limiter.tryAcquire(key, 1))).containsExactly(9L);
        assertThat(remaining(other.tryAcquire(key, 4))).containsExactly(6L);
        assertThat(remaining(limiter.tryAcquire(key, 1))).containsExactly(8L);
        assertThat(remaining(other.tryAcquire(key, 1))).containsExactly(5L);
    }

    @Test
    void evictedBucketStartsAgainAndItsCachedReferenceIsCleared() {
        SlidingWindowRateLimiter small = new SlidingWindowRateLimiter(1, clock);
        RateLimitBucket first = bucket("key:a", RateLimit.perSecond(5));
        RateLimitBucket reloaded = bucket("key:a", RateLimit.perSecond(5));
        small.tryAcquire(List.of(first), 1);
        small.tryAcquire(List.of(reloaded), 4);
        clock.advance(2 * SECOND);

        assertThat(small.tryAcquire(List.of(bucket("key:b", RateLimit.perSecond(1))), 1)
                        .granted())
                .isTrue();

        assertThat(reloaded.cachedCounters()).isNull();
        assertThat(small.tryAcquire(List.of(reloaded), 1).granted()).isFalse();
        clock.advance(2 * SECOND);
        assertThat(remaining(small.tryAcquire(List.of(first), 1))).containsExactly(4L);
        assertThat(remaining(small.tryAcquire(List.of(reloaded), 1))).containsExactly(3L);
    }

    @Test
    void fullTableIsLoggedOnceAMinuteWithTheSettingThatWouldChangeIt() {
        SlidingWindowRateLimiter small = new SlidingWindowRateLimiter(1, clock);
        small.tryAcquire(List.of(bucket("key:a", RateLimit.perMinute(2))), 1);
        try (LogCapture captured = LogCapture.open()) {
            small.tryAcquire(List.of(bucket("key:b", RateLimit.perMinute(2))), 1);
            small.tryAcquire(List.of(bucket("key:c", RateLimit.perMinute(2))), 1);

            assertThat(captured.lines())
                    .singleElement()
                    .asString()
                    .contains(
                            "All 1 rate limit buckets are in use",
                            "rateLimiter(new SlidingWindowRateLimiter(maxBuckets");
        }
    }

    @Test
    void fullTableDeniesNewBucketsAndEvictsNoBucketInUse() {
        SlidingWindowRateLimiter small = new SlidingWindowRateLimiter(2, clock);
        RateLimit limit = RateLimit.perSecond(5);
        small.tryAcquire(List.of(bucket("key:a", limit)), 5);
        small.tryAcquire(List.of(bucket("key:b", limit)), 5);
        clock.advance(SECOND - 1);

        RateLimitResult denied = small.tryAcquire(List.of(bucket("key:c", limit)), 1);

        assertThat(denied.granted()).isFalse();
        assertThat(denied.retryAfterNanos()).isEqualTo(SECOND);
        assertThat(denied.quotas()).containsExactly(new Quota("key:c", limit, 0, SECOND, true));
        assertThat(small.bucketCount()).isEqualTo(2);
        assertThat(small.tryAcquire(List.of(bucket("key:a", limit)), 1).granted())
                .isFalse();
        assertThat(small.tryAcquire(List.of(bucket("key:b", limit)), 1).granted())
                .isFalse();
    }

    @Test
    void callThatIsDeniedByAFullTableGivesItsOtherPermitsBack() {
        SlidingWindowRateLimiter small = new SlidingWindowRateLimiter(1, clock);
        RateLimitBucket key = bucket("key:a", RateLimit.perMinute(100));
        RateLimitBucket workspace = bucket("workspace:w", RateLimit.perMinute(100));
        small.tryAcquire(List.of(key), 1);

        assertThat(small.tryAcquire(List.of(key, workspace), 1).granted()).isFalse();

        assertThat(remaining(small.peek(List.of(key), 1))).containsExactly(99L);
    }

    @Test
    void callWithoutPermitsIsRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limiter.tryAcquire(List.of(), 0))
                .withMessage("permits is 0; a call costs at least 1");
    }

    @Test
    void bucketListedTwiceIsRejected() {
        RateLimitBucket key = bucket("key:a", RateLimit.perMinute(5));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limiter.tryAcquire(List.of(key, key), 1))
                .withMessageContaining("\"key:a\" is listed twice");
    }

    @Test
    void limiterWithoutBucketsIsRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SlidingWindowRateLimiter(0, clock))
                .withMessage("maxBuckets is 0; give at least 1");
    }
}
