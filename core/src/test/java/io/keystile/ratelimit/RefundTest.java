package io.keystile.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RefundTest {
    private static final long SECOND = 1_000_000_000L;

    private final ManualClock clock = new ManualClock();
    private final SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(clock);
    private final RateLimitBucket workspace =
            new RateLimitBucket("workspace:acme", List.of(RateLimit.perMinute(2), RateLimit.perHour(1_000)));
    private final RateLimitBucket key = new RateLimitBucket("key:one", List.of(RateLimit.perMinute(5)));

    private RateLimitResult acquire(RateLimitBucket... buckets) {
        return limiter.tryAcquireRefundable(List.of(buckets), 1);
    }

    private List<Long> remaining(RateLimitBucket... buckets) {
        return limiter.peek(List.of(buckets), 1).quotas().stream()
                .map(Quota::remaining)
                .toList();
    }

    @Test
    void aRefundGivesThePermitsOfAllBucketsBack() {
        RateLimitResult charged = acquire(workspace, key);
        assertThat(remaining(workspace, key)).containsExactly(1L, 999L, 4L);

        assertThat(charged.refund()).isTrue();

        assertThat(remaining(workspace, key)).containsExactly(2L, 1_000L, 5L);
    }

    @Test
    void aRefundWorksOnce() {
        acquire(key);
        RateLimitResult charged = acquire(key);

        assertThat(charged.refund()).isTrue();
        assertThat(charged.refund()).isFalse();
        assertThat(remaining(key)).containsExactly(4L);
    }

    @Test
    void aCallWithoutBucketsIsRefundedOnceToo() {
        RateLimitResult charged = acquire();

        assertThat(charged.refund()).isTrue();
        assertThat(charged.refund()).isFalse();
    }

    @Test
    void permitsThatALaterCallHasBuiltOnStaySpent() {
        RateLimitResult charged = acquire(workspace, key);
        limiter.tryAcquire(List.of(workspace), 1);

        assertThat(charged.refund()).isFalse();

        assertThat(remaining(workspace, key)).containsExactly(0L, 998L, 5L);
    }

    @Test
    void aLaterCallThatWasGivenBackDoesNotPreventARefund() {
        RateLimitResult first = acquire(key);
        RateLimitResult second = acquire(key);

        assertThat(second.refund()).isTrue();
        assertThat(first.refund()).isTrue();
        assertThat(remaining(key)).containsExactly(5L);
    }

    @Test
    void aRefundAfterAWaitGivesThePermitsBackToo() {
        RateLimitResult charged = acquire(key);
        clock.advance(30 * SECOND);

        assertThat(charged.refund()).isTrue();
        assertThat(remaining(key)).containsExactly(5L);
    }

    @Test
    void aRefundAfterTheWindowChangesNothing() {
        RateLimitResult charged = acquire(key);
        clock.advance(60 * SECOND);
        charged.refund();

        for (int i = 0; i < 5; i++) {
            assertThat(limiter.tryAcquire(List.of(key), 1).granted()).isTrue();
        }
        assertThat(limiter.tryAcquire(List.of(key), 1).granted()).isFalse();
    }

    @Test
    void aDeniedCallAndAnOrdinaryOneCannotBeRefunded() {
        acquire(workspace);
        acquire(workspace);

        assertThat(acquire(workspace, key).refund()).isFalse();
        assertThat(limiter.tryAcquire(List.of(key), 1).refund()).isFalse();
        assertThat(remaining(workspace, key)).containsExactly(0L, 998L, 4L);
    }

    @Test
    void aCallIsNotRefundedWithinAWindowAfterItsLimitsWereChanged() {
        acquire(key);
        RateLimitBucket changed = new RateLimitBucket(key.id(), List.of(RateLimit.perHour(9)));

        assertThat(acquire(changed).refund()).isFalse();
        assertThat(remaining(changed)).containsExactly(7L);

        clock.advance(60 * SECOND);
        RateLimitResult later = acquire(changed);
        assertThat(later.refund()).isTrue();
        assertThat(remaining(changed)).containsExactly(7L);
    }

    /** A call that was refunded never counts twice: the admissions that were not refunded stay within the limit. */
    @Property
    void callsThatWereNotRefundedNeverExceedTheLimit(
            @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 9) Integer> steps,
            @ForAll @IntRange(min = 1, max = 200) int permits) {
        ManualClock time = new ManualClock();
        SlidingWindowRateLimiter fresh = new SlidingWindowRateLimiter(time);
        RateLimit limit = RateLimit.of("limit", permits, Duration.ofSeconds(1));
        RateLimitBucket bucket = new RateLimitBucket("bucket", List.of(limit));
        ExactLog log = new ExactLog(limit, 0);
        long elapsed = 0;
        for (int step : steps) {
            int cost = 1 + step * permits / 16;
            RateLimitResult result = fresh.tryAcquireRefundable(List.of(bucket), cost);
            if (result.granted() && !(step % 3 == 0 && result.refund())) {
                assertThat(log.admits(elapsed, cost)).isTrue();
                log.admit(elapsed, cost);
            }
            time.advance(step * SECOND / 37);
            elapsed += step * SECOND / 37;
        }
    }

    @Test
    void threadsThatRefundAllTheirCallsLeaveNoMorePermitsThanBefore() throws Exception {
        RateLimitBucket bucket = new RateLimitBucket("bucket", List.of(RateLimit.perMinute(100)));
        AtomicInteger kept = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> done = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            boolean refunds = thread % 2 == 0;
            done.add(threads.submit(() -> {
                start.await();
                for (int i = 0; i < 20_000; i++) {
                    RateLimitResult result = limiter.tryAcquireRefundable(List.of(bucket), 1);
                    if (result.granted() && !(refunds && result.refund())) {
                        kept.incrementAndGet();
                    }
                }
                return null;
            }));
        }
        start.countDown();
        for (Future<?> each : done) {
            each.get();
        }
        threads.shutdown();

        assertThat(kept).hasValueLessThanOrEqualTo(100);
        assertThat(remaining(bucket)).containsExactly(100L - kept.get());
    }
}
