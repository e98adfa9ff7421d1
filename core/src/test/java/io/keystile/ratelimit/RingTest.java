package io.keystile.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of one permit on one limit, and the change to a {@link Bucket} for other calls. */
class RingTest {
    private static final int THREADS = 4;
    private static final long NOW = 10_000 * 1_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private final ManualClock clock = new ManualClock();
    private final MonotonicTime time = new MonotonicTime(() -> 0);
    private final BucketTable table = new BucketTable(1, time, 0);

    private Ring ring(long permits) {
        return Ring.create(table, requested(RateLimit.perSecond(permits)));
    }

    private static RateLimitBucket requested(RateLimit... limits) {
        return new RateLimitBucket("key:a", List.of(limits));
    }

    private static boolean acquires(Counters counters, long now) {
        return Objects.requireNonNull(counters.tryAcquire(now, 1, null, null)).granted();
    }

    @Test
    void onlyCallsOfOnePermitOnOneLimitUseARing() {
        assertThat(countersAfter(128, RateLimit.perMinute(128))).isInstanceOf(Ring.class);
        assertThat(countersAfter(32, RateLimit.perMinute(129))).isInstanceOf(Ring.class);
        assertThat(countersAfter(33, RateLimit.perMinute(129))).isInstanceOf(Bucket.class);
        assertThat(countersAfter(1, RateLimit.perMinute(5), RateLimit.perHour(5)))
                .isInstanceOf(Bucket.class);

        SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(clock);
        RateLimitBucket bucket = requested(RateLimit.perMinute(5));
        limiter.tryAcquire(List.of(bucket), 1);
        limiter.peek(List.of(bucket), 3);
        assertThat(bucket.cachedCounters()).isInstanceOf(Ring.class);
        limiter.tryAcquireRefundable(List.of(bucket), 1);
        assertThat(bucket.cachedCounters()).isInstanceOf(Bucket.class);
        limiter.tryAcquire(List.of(bucket), 1);
        assertThat(bucket.cachedCounters()).isInstanceOf(Bucket.class);
    }

    private Counters countersAfter(int calls, RateLimit... limits) {
        RateLimitBucket bucket = requested(limits);
        SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(clock);
        for (int call = 0; call < calls; call++) {
            assertThat(limiter.tryAcquire(List.of(bucket), 1).granted()).isTrue();
        }
        return Objects.requireNonNull(bucket.cachedCounters());
    }

    /** The stamp of the second permit is that of the first, which was read from the clock later. */
    @Test
    void callWithAnOlderClockReadingGetsTheNewestStamp() {
        Ring ring = ring(2);
        assertThat(acquires(ring, NOW + 5)).isTrue();
        assertThat(acquires(ring, NOW)).isTrue();

        assertThat(acquires(ring, NOW + 4 + SECOND)).isFalse();
        assertThat(acquires(ring, NOW + 5 + SECOND)).isTrue();
        assertThat(acquires(ring, NOW + 5 + SECOND)).isTrue();
        assertThat(acquires(ring, NOW + 5 + SECOND)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 4})
    void callWithAnOlderClockReadingIsDeniedByNewerPermits(long permits) {
        Ring ring = ring(permits);
        for (int i = 0; i < permits; i++) {
            assertThat(acquires(ring, NOW + SECOND)).isTrue();
        }

        RateLimitResult denied = Objects.requireNonNull(ring.tryAcquire(NOW, 1, null, null));
        assertThat(denied.retryAfterNanos()).isEqualTo(SECOND);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void closedRingGrantsNothingAndItsSuccessorHasItsPermits(long permits) {
        RateLimitBucket same = requested(RateLimit.perSecond(permits));
        MonotonicTime later = new MonotonicTime(() -> 0);
        long now = later.now();
        Ring ring = Ring.create(table, same);
        assertThat(acquires(ring, now)).isTrue();

        Counters longer = ring.replace(same, later, 1, false);
        Counters bucket = ring.replace(same, later, 2, false);

        assertThat(ring.tryAcquire(now, 1, null, null)).isNull();
        assertThat(ring.isOpenFor(same.limits(), 1, false)).isFalse();
        assertThat(longer).isInstanceOf(Ring.class);
        assertThat(bucket).isInstanceOf(Bucket.class);
        for (Counters successor : List.of(longer, bucket)) {
            for (int i = 1; i < permits; i++) {
                assertThat(acquires(successor, now)).isTrue();
            }
            assertThat(acquires(successor, now)).isFalse();
        }
    }

    @Test
    void fullRingIsClosedForALongerOne() {
        Ring ring = ring(9);
        for (int i = 0; i < 4; i++) {
            assertThat(acquires(ring, NOW)).isTrue();
        }

        assertThat(ring.tryAcquire(NOW, 1, null, null)).isNull();
        assertThat(ring.isOpenFor(List.of(RateLimit.perSecond(9)), 1, false)).isFalse();
    }

    /** A call that was granted a permit before the ring was closed may write its hint late. */
    @Test
    void closedRingStaysClosedIfItsHintIsOverwritten() {
        RateLimitBucket same = requested(RateLimit.perSecond(9));
        Ring ring = Ring.create(table, same);
        assertThat(acquires(ring, NOW)).isTrue();
        Counters successor = ring.replace(same, time, 1, false);
        assertThat(ring.isOpenFor(same.limits(), 1, false)).isFalse();

        for (int head = 1; head <= ring.length(); head++) {
            ring.cells[Ring.HINTS] = Ring.hints(head, head);
            assertThat(ring.tryAcquire(NOW, 1, null, null)).isNull();
            assertThat(ring.isOpenFor(same.limits(), 1, false)).isFalse();
            ring.cells[Ring.HINTS] = Ring.hints(head, head);
            assertThat(ring.closeIfIdle(NOW + 10 * SECOND)).isFalse();
            assertThat(ring.isOpenFor(same.limits(), 1, false)).isFalse();
        }
        assertThat(successor.isOpenFor(same.limits(), 1, false)).isTrue();
    }

    /** The call that has created it may not have had the time to spend its permit. */
    @ParameterizedTest
    @ValueSource(longs = {1, 3, 1_000})
    void freshRingIsClosedAtTheSecondAttemptOnly(long permits) {
        Ring ring = ring(permits);
        assertThat(ring.closeIfIdle(NOW)).isFalse();
        assertThat(acquires(ring, NOW)).isTrue();
        assertThat(ring.closeIfIdle(NOW + SECOND - 1)).isFalse();
        Ring unused = ring(permits);

        assertThat(unused.closeIfIdle(NOW)).isFalse();
        assertThat(unused.closeIfIdle(NOW)).isTrue();
    }

    @Test
    void idleRingIsClosedOnlyAfterAllPermitsHaveLeft() {
        Ring ring = ring(3);
        acquires(ring, NOW + SECOND);

        assertThat(ring.closeIfIdle(NOW + 2 * SECOND - 1)).isFalse();
        assertThat(ring.closeIfIdle(NOW + 2 * SECOND)).isTrue();
        assertThat(ring.closeIfIdle(NOW + 2 * SECOND)).isFalse();
        assertThat(ring.tryAcquire(NOW + 2 * SECOND, 1, null, null)).isNull();
    }

    /** A larger call of a large limit changes to blocks, from which permits come back later. */
    @Test
    void peekingAtALargerCallTellsWhatTheCallWillTell() {
        ManualClock clock = new ManualClock();
        SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(clock);
        List<RateLimitBucket> bucket = List.of(requested(RateLimit.of("limit", 1_000, Duration.ofSeconds(1))));
        for (int call = 0; call < 3; call++) {
            clock.advance(SECOND / 100);
            limiter.tryAcquire(bucket, 1);
        }
        RateLimitResult peeked = limiter.peek(bucket, 998);

        assertThat(peeked.granted()).isFalse();
        assertThat(limiter.tryAcquire(bucket, 998)).isEqualTo(peeked);
    }

    /** Most calls cost one permit. The first other call makes the ring a bucket, at any point of the ring's history. */
    @Property(tries = 400)
    void callsOfAnyKindDecideLikeAnExactLog(@ForAll @IntRange(min = 1, max = 128) int permits, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        compareWithExactLog(permits, random, 1 + random.nextInt(300), false);
    }

    @Property(tries = 400)
    void outdatedHintsChangeNoDecision(@ForAll @IntRange(min = 1, max = 40) int permits, @ForAll long seed) {
        compareWithExactLog(permits, new SplittableRandom(seed), Integer.MAX_VALUE, true);
    }

    /**
     * Makes random calls, and compares each result with an exact log.
     *
     * @param others one call in this number is refundable or costs several permits
     * @param spoilsHints whether other hints are written between calls, as threads may that were suspended
     */
    private static void compareWithExactLog(int permits, SplittableRandom random, int others, boolean spoilsHints) {
        ManualClock clock = new ManualClock();
        SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(clock);
        RateLimit limit = RateLimit.of("limit", permits, Duration.ofSeconds(1));
        List<RateLimitBucket> bucket = List.of(requested(limit));
        ExactLog log = new ExactLog(limit, 0);
        long now = 0;
        for (int call = 0; call < 400; call++) {
            long gap = gap(random, permits);
            clock.advance(gap);
            now += gap;
            if (spoilsHints && bucket.get(0).cachedCounters() instanceof Ring ring && random.nextInt(3) == 0) {
                ring.cells[Ring.HINTS] =
                        Ring.hints(random.nextInt(1, ring.length() + 1), random.nextInt(1, ring.length() + 1));
            }
            boolean other = call > 100 && random.nextInt(others) == 0;
            long cost = other ? 1 + random.nextLong(permits) : 1;
            boolean expected = log.admits(now, cost);
            long wait = log.retryAfterNanos(now, cost);
            Quota before = new Quota("key:a", limit, log.remaining(now), log.resetNanos(now), wait > 0);
            RateLimitResult peeked = random.nextInt(10) == 0 ? limiter.peek(bucket, cost) : null;
            RateLimitResult result = other && random.nextBoolean()
                    ? limiter.tryAcquireRefundable(bucket, cost)
                    : limiter.tryAcquire(bucket, cost);
            if (expected) {
                log.admit(now, cost);
            }
            Quota quota = result.quotas().get(0);
            boolean same = result.granted() == expected
                    && result.retryAfterNanos() == wait
                    && (peeked == null
                            || (peeked.retryAfterNanos() == wait
                                    && peeked.quotas().equals(List.of(before))));
            if (!same || quota.remaining() != log.remaining(now) || quota.resetNanos() != log.resetNanos(now)) {
                throw new AssertionError("call " + call + " of " + cost + " at " + now + ": " + result);
            }
        }
    }

    /** Returns 0, a part of what it takes for a permit to come back, or about a window. */
    private static long gap(SplittableRandom random, int permits) {
        return switch (random.nextInt(20)) {
            case 0 -> random.nextLong(2 * SECOND);
            case 1 -> SECOND - 1 + random.nextInt(3);
            default -> random.nextInt(2) * random.nextLong(SECOND / permits);
        };
    }

    /** On a clock that stands still, threads are granted exactly the limit, whatever kinds of calls they make. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 33, 128, 129, 400})
    void threadsAreTogetherGrantedExactlyTheLimit(int permits) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (int round = 0; round < 60; round++) {
                SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(clock);
                RateLimitBucket shared = requested(RateLimit.perSecond(permits));
                int otherAt = round % 3 == 0 ? permits : round * permits / 60;
                CyclicBarrier start = new CyclicBarrier(THREADS);
                List<Future<Integer>> counts = new ArrayList<>();
                for (int thread = 0; thread < THREADS; thread++) {
                    boolean mixes = thread == 0;
                    counts.add(threads.submit(() -> {
                        start.await();
                        int granted = 0;
                        for (int call = 0; call < permits; call++) {
                            RateLimitResult result = mixes && call == otherAt
                                    ? limiter.tryAcquireRefundable(List.of(shared), 1)
                                    : limiter.tryAcquire(List.of(shared), 1);
                            granted += result.granted() ? 1 : 0;
                        }
                        return granted;
                    }));
                }
                int granted = 0;
                for (Future<Integer> count : counts) {
                    granted += count.get();
                }
                assertThat(granted).isEqualTo(permits);
                clock.advance(permits <= 128 ? SECOND : SECOND + SECOND / 64);
                for (int call = 0; call < permits; call++) {
                    assertThat(limiter.tryAcquire(List.of(shared), 1).granted()).isTrue();
                }
                assertThat(limiter.tryAcquire(List.of(shared), 1).granted()).isFalse();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
