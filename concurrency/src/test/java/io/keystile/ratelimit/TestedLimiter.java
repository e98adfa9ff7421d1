package io.keystile.ratelimit;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A limiter with a clock that stands still, and results in the form of {@link LimiterModel}. Thread-safe. */
class TestedLimiter {
    static final long WINDOW = 1_000_000_000;

    private final AtomicLong nanos = new AtomicLong();
    private final SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(10, nanos::get);
    private final AtomicReferenceArray<@Nullable RateLimitResult> lastOfThread = new AtomicReferenceArray<>(4);

    static RateLimitBucket bucket(RateLimit... limits) {
        return new RateLimitBucket("key:a", List.of(limits));
    }

    final void advance(long by) {
        nanos.addAndGet(by);
    }

    final long now() {
        return nanos.get();
    }

    final long acquire(RateLimitBucket bucket, long permits) {
        return describe(limiter.tryAcquire(List.of(bucket), permits));
    }

    final long acquireRefundable(int thread, RateLimitBucket bucket, long permits) {
        RateLimitResult result = limiter.tryAcquireRefundable(List.of(bucket), permits);
        lastOfThread.set(thread, result.granted() ? result : null);
        return describe(result);
    }

    final boolean refund(int thread) {
        RateLimitResult last = lastOfThread.getAndSet(thread, null);
        return last != null && last.refund();
    }

    private static long describe(RateLimitResult result) {
        return result.granted() ? result.quotas().get(0).remaining() : -result.retryAfterNanos();
    }
}
