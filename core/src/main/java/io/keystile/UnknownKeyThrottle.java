package io.keystile;

import io.keystile.net.IpAddress;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.ratelimit.SlidingWindowRateLimiter;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a flood of made-up keys away from the store, and from slow hashes: an address that had too many look-ups end in
 * nothing, or too many slow hashes that were not of the secret, gets no more of either for a while. Keys that were found
 * before, and whose hash is fast or was verified before, are not held off, and go on working behind the same address.
 * Thread-safe.
 */
final class UnknownKeyThrottle {
    private static final int MAX_ADDRESSES = 100_000;

    private final SlidingWindowRateLimiter limiter;
    private final List<RateLimit> limits;

    UnknownKeyThrottle(RateLimit limit, LongSupplier nanoClock) {
        this.limiter = new SlidingWindowRateLimiter(MAX_ADDRESSES, nanoClock);
        this.limits = List.of(limit);
    }

    /** Returns how long look-ups and slow hashes for this address are held off, in nanoseconds; 0 if they are not. */
    long waitNanos(@Nullable IpAddress address) {
        RateLimitResult result = limiter.peek(bucketOf(address), 1);
        return result.granted() ? 0 : result.retryAfterNanos();
    }

    /** Counts a look-up that ended in nothing, or a slow hash that was not of the secret. */
    void count(@Nullable IpAddress address) {
        limiter.tryAcquire(bucketOf(address), 1);
    }

    private List<RateLimitBucket> bucketOf(@Nullable IpAddress address) {
        String id = address == null ? "unknown" : address.throttleBucket().toString();
        return List.of(new RateLimitBucket(id, limits));
    }
}
