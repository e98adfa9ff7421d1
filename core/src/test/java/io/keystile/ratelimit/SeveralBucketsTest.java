package io.keystile.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls over several buckets, which are admitted by all limits or spend nothing. */
class SeveralBucketsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long BLOCK = SECOND / 64;

    private final ManualClock clock = new ManualClock();

    /**
     * Compares calls over one to three buckets, of one to three limits each, with exact logs. Each call is made at the
     * start of a block of any window, so that permits of large limits come back at a known time.
     */
    @Property(tries = 2_000)
    void callsOverSeveralBucketsDecideLikeExactLogs(@ForAll long seed) {
        Random random = new Random(seed);
        SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(clock);
        List<RateLimitBucket> buckets = new ArrayList<>();
        List<List<ExactLog>> logs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            List<RateLimit> limits = new ArrayList<>();
            for (int j = random.nextInt(3); j >= 0; j--) {
                int permits = 1 + random.nextInt(random.nextBoolean() ? 12 : 400);
                limits.add(RateLimit.of("limit-" + j, permits, Duration.ofSeconds(1 + j)));
            }
            buckets.add(new RateLimitBucket("bucket:" + i, limits));
            logs.add(limits.stream()
                    .map(limit -> new ExactLog(limit, limit.permits() > 128 ? limit.windowNanos() / 64 : 0))
                    .toList());
            // Large limits count by blocks from now on, however few permits count.
            limiter.tryAcquire(buckets.subList(i, i + 1), 400);
        }
        clock.advance(12 * SECOND);
        long now = 12 * SECOND;
        for (int call = 0; call < 60; call++) {
            long gap = random.nextInt(3) == 0 ? 6 * BLOCK * random.nextInt(1 + random.nextInt(60)) : 0;
            clock.advance(gap);
            now += gap;
            List<Integer> chosen = new ArrayList<>(List.of(0, 1, 2));
            Collections.shuffle(chosen, random);
            chosen = chosen.subList(0, 1 + random.nextInt(3));
            long cost = random.nextInt(3) == 0 ? 1 + random.nextInt(60) : 1;
            List<ExactLog> charged =
                    chosen.stream().flatMap(i -> logs.get(i).stream()).toList();
            boolean expected = true;
            long wait = 0;
            for (ExactLog log : charged) {
                expected &= log.admits(now, cost);
                wait = Math.max(wait, log.retryAfterNanos(now, cost));
            }
            List<RateLimitBucket> requested = chosen.stream().map(buckets::get).toList();

            RateLimitResult result = random.nextInt(5) == 0
                    ? limiter.tryAcquireRefundable(requested, cost)
                    : limiter.tryAcquire(requested, cost);

            String what = "call " + call + " of seed " + seed + " for " + cost + " of " + requested;
            assertThat(result.granted()).as(what).isEqualTo(expected);
            assertThat(result.retryAfterNanos()).as(what).isEqualTo(wait);
            List<Quota> quotas = new ArrayList<>();
            int next = 0;
            for (RateLimitBucket bucket : requested) {
                for (RateLimit limit : bucket.limits()) {
                    ExactLog log = charged.get(next++);
                    boolean violated = !log.admits(now, cost);
                    if (expected) {
                        log.admit(now, cost);
                    }
                    quotas.add(new Quota(
                            bucket.id(), limit, log.remaining(now), log.resetNanos(now), !expected && violated));
                }
            }
            assertThat(result.quotas()).as(what).isEqualTo(quotas);
        }
    }

    /** If the call acquired from the first bucket and gave back, the earlier call could not be refunded any more. */
    @ParameterizedTest
    @ValueSource(ints = {2, 128, 200})
    void callThatALaterBucketDeniesLeavesTheFirstAsItIs(int permits) {
        SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(clock);
        RateLimitBucket key = new RateLimitBucket("key:a", List.of(RateLimit.perMinute(5)));
        RateLimitBucket workspace = new RateLimitBucket("workspace:w", List.of(RateLimit.perMinute(permits)));
        RateLimitResult charged = limiter.tryAcquireRefundable(List.of(key), 1);
        for (int call = 0; call < permits; call++) {
            assertThat(limiter.tryAcquire(List.of(workspace), 1).granted()).isTrue();
            clock.advance(1);
        }
        clock.advance(SECOND);

        assertThat(limiter.tryAcquire(List.of(key, workspace), 1).granted()).isFalse();

        assertThat(charged.refund()).isTrue();
    }

    @Test
    void denialByAFullTableHasTheQuotasOfAllBucketsInTheirOrder() {
        SlidingWindowRateLimiter small = new SlidingWindowRateLimiter(2, clock);
        RateLimit minute = RateLimit.perMinute(9);
        RateLimit hour = RateLimit.perHour(1_000);
        RateLimitBucket first = new RateLimitBucket("first", List.of(minute, hour));
        RateLimitBucket without = new RateLimitBucket("without-room", List.of(minute, hour));
        RateLimitBucket last = new RateLimitBucket("last", List.of(hour));
        small.tryAcquire(List.of(first, last), 1);

        RateLimitResult denied = small.tryAcquire(List.of(first, without, last), 1);

        assertThat(denied.retryAfterNanos()).isEqualTo(60 * SECOND);
        assertThat(denied.quotas())
                .containsExactly(
                        new Quota("first", minute, 8, 60 * SECOND, false),
                        new Quota("first", hour, 999, 3_600 * SECOND, false),
                        new Quota("without-room", minute, 0, 60 * SECOND, true),
                        new Quota("without-room", hour, 0, 60 * SECOND, true),
                        new Quota("last", hour, 999, 3_600 * SECOND, false));
    }
}
