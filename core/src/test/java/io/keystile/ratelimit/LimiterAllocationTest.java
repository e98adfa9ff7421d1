package io.keystile.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bounds the heap that a call allocates, in bytes, as the interpreter runs it. Compiled code allocates no more. */
class LimiterAllocationTest {
    private static final int CALLS = 500;
    private static final int ROUNDS = 5;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final ManualClock clock = new ManualClock();
    private final SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(clock);
    private final RateLimit minute = RateLimit.perMinute(10_000);
    private final RateLimit day = RateLimit.perDay(1_000_000);

    @Test
    void callOnOneLimitAllocatesAtMost40Bytes() {
        assertThat(bytesOf(List.of(new RateLimitBucket("key:a", List.of(minute)))))
                .isBetween(1L, 40L);
    }

    @Test
    void callOnTwoLimitsAllocatesAtMost104Bytes() {
        assertThat(bytesOf(List.of(new RateLimitBucket("key:a", List.of(minute, day)))))
                .isBetween(1L, 104L);
    }

    @Test
    void callOnTwoBucketsAllocatesAtMost120Bytes() {
        RateLimitBucket workspace = new RateLimitBucket("workspace:w", List.of(day));
        assertThat(bytesOf(List.of(workspace, new RateLimitBucket("key:a", List.of(minute)))))
                .isBetween(1L, 120L);
    }

    /** Returns the bytes of one call: the least of a few rounds, because the first calls load classes and grow logs. */
    private long bytesOf(List<RateLimitBucket> buckets) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int call = 0; call < CALLS; call++) {
                clock.advance(1_000_000);
                limiter.tryAcquire(buckets, 1);
            }
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / CALLS);
        }
        return least;
    }
}
