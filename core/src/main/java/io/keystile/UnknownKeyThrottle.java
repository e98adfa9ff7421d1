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
 * Protects the store and the slow hashes from floods of made-up keys. An address with too many look-ups of unknown ids,
 * or too many failed verifications of slow hashes, is temporarily denied both. Keys that were found before continue to
 * work from that address, if their hash is fast or was verified before. Thread-safe.
 */
final class UnknownKeyThrottle {
    private static final int MAX_ADDRESSES = 100_000;

    private final SlidingWindowRateLimiter limiter;
    private final List<RateLimit> limits;

    UnknownKeyThrottle(RateLimit limit, LongSupplier nanoClock) {
        this.limiter = new SlidingWindowRateLimiter(MAX_ADDRESSES, nanoClock);
        this.limits = List.of(limit);
    }

    /** Returns how long look-ups and slow hashes are denied to this address, in nanoseconds; 0 if they are allowed. */
    long waitNanos(@Nullable IpAddress address) {
        RateLimitResult result = limiter.peek(bucketOf(address), 1);
        return result.granted() ? 0 : result.retryAfterNanos();
    }

    /** Counts a look-up of an unknown id, or a failed verification of a slow hash. */
    void count(@Nullable IpAddress address) {
        limiter.tryAcquire(bucketOf(address), 1);
    }

    private List<RateLimitBucket> bucketOf(@Nullable IpAddress address) {
        String id = address == null ? "unknown" : address.throttleBucket().toString();
        return List.of(new RateLimitBucket(id, limits));
    }
}
