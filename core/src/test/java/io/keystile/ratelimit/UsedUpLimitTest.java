package io.keystile.ratelimit;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uses up limits of every size, to the last permit, and compares each decision with an exact log. */
class UsedUpLimitTest {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int BLOCKS = 64;

    private final ManualClock clock = new ManualClock();
    private final SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(clock);

    /** Calls come twice as often as permits come back, for a window and a half. So half of the calls are denied. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 8, 9, 32, 33, 127, 128, 129, 999, 1_000, 1_001, 30_000, 1_000_000})
    void callsOfOnePermitAreGrantedUpToTheLimit(long permits) {
        RateLimit limit = RateLimit.of("limit", permits, WINDOW);
        List<RateLimitBucket> bucket = List.of(new RateLimitBucket("key:a", List.of(limit)));
        ExactLog exact = new ExactLog(limit, 0);
        ExactLog late = new ExactLog(limit, permits <= StampLog.MAX_EXACT ? 0 : limit.windowNanos() / BLOCKS);
        long gap = limit.windowNanos() / permits / 2;
        long now = 0;
        long denied = 0;
        for (long call = 0; call < 3 * permits; call++) {
            boolean granted = limiter.tryAcquire(bucket, 1).granted();
            if (granted ? !exact.admits(now, 1) : late.admits(now, 1)) {
                throw new AssertionError("call " + call + " of " + limit + (granted ? " granted" : " denied"));
            }
            if (granted) {
                exact.admit(now, 1);
                late.admit(now, 1);
            } else {
                denied++;
            }
            clock.advance(gap);
            now += gap;
        }
        if (denied < permits) {
            throw new AssertionError("only " + denied + " calls of " + limit + " were denied");
        }
    }

    /** Asks for one permit more than are free, and then for some or all of those that must be free. */
    @Property(tries = 1_000)
    void callsOfManyPermitsAreGrantedUpToTheLimit(
            @ForAll("numbersOfPermits") long permits, @ForAll("gaps") @Size(min = 1, max = 60) List<Long> gaps) {
        RateLimit limit = RateLimit.of("limit", permits, WINDOW);
        List<RateLimitBucket> bucket = List.of(new RateLimitBucket("key:b", List.of(limit)));
        SlidingWindowRateLimiter fresh = new SlidingWindowRateLimiter(clock);
        ExactLog exact = new ExactLog(limit, 0);
        ExactLog late = new ExactLog(limit, permits <= StampLog.MAX_EXACT ? 0 : limit.windowNanos() / BLOCKS);
        long now = 0;
        for (long gap : gaps) {
            clock.advance(gap);
            now += gap;
            long free = exact.remaining(now);
            if (free < permits && fresh.tryAcquire(bucket, free + 1).granted()) {
                throw new AssertionError("granted " + (free + 1) + " of " + free + " at " + now + " of " + limit);
            }
            long certain = late.remaining(now);
            long cost = gap % 3 == 0 ? certain : Math.min(certain, 1 + gap % permits);
            if (cost > 0) {
                if (!fresh.tryAcquire(bucket, cost).granted()) {
                    throw new AssertionError("denied " + cost + " of " + certain + " at " + now + " of " + limit);
                }
                exact.admit(now, cost);
                late.admit(now, cost);
            }
        }
    }

    @Provide
    Arbitrary<Long> numbersOfPermits() {
        return Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.of(1L, 128L, 129L, 1_000L, 1_001L, 1_000_000L, RateLimit.MAX_PERMITS)),
                Tuple.of(1, Arbitraries.longs().between(1, 1_000_000)));
    }

    @Provide
    Arbitrary<List<Long>> gaps() {
        long window = WINDOW.toNanos();
        return Arbitraries.frequencyOf(
                        Tuple.of(2, Arbitraries.longs().between(0, 100)),
                        Tuple.of(3, Arbitraries.longs().between(0, window / 8)),
                        Tuple.of(1, Arbitraries.of(window - 1, window, window + window / BLOCKS)))
                .list();
    }
}
