package io.keystile.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bounds the heap that a call allocates, in bytes, as the interpreter runs it. Compiled code allocates no more. */
class LimiterAllocationTest {
    private static final int CALLS = 500;
    private static final int ROUNDS = 5;
    private static final int CALLS_UNTIL_BLOCKS = 34;

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

    /** What a key allocates besides its results until it is counted in blocks: counters, and those they replaced. */
    @Test
    void countersOfAKeyAllocateAtMost1680BytesWhileTheyGrow() {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            List<List<RateLimitBucket>> keys = new ArrayList<>();
            for (int key = 0; key < CALLS; key++) {
                keys.add(List.of(new RateLimitBucket("key:" + round + ":" + key, List.of(minute))));
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int call = 0; call < CALLS_UNTIL_BLOCKS; call++) {
                for (List<RateLimitBucket> key : keys) {
                    limiter.tryAcquire(key, 1);
                }
            }
            long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
            least = Math.min(least, bytes - 40 * CALLS_UNTIL_BLOCKS);
        }
        assertThat(least).isBetween(1L, 1_680L);
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
