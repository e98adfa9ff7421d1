package io.keystile.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Compares the limiter with an exact log of its admissions, on traffic of many shapes. */
class SlidingWindowPropertyTest {

    private static final int JUST_BEFORE_WRAP = (1 << StateWord.COUNT_BITS) - 40;

    private final ManualClock clock = new ManualClock();

    @Property(tries = 50_000)
    void limitOfUpTo128PermitsDecidesLikeAnExactLog(@ForAll("smallLimits") Traffic traffic) {
        SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(10, clock, traffic.firstCount());
        List<RateLimitBucket> bucket = List.of(new RateLimitBucket("key:a", traffic.limits()));
        List<ExactLog> logs = logs(traffic.limits(), 0);
        long now = 0;
        for (Traffic.Call call : traffic.calls()) {
            clock.advance(call.gap());
            now += call.gap();
            boolean expected = true;
            long wait = 0;
            for (ExactLog log : logs) {
                expected &= log.admits(now, call.cost());
                wait = Math.max(wait, log.retryAfterNanos(now, call.cost()));
            }
            RateLimitResult result = limiter.tryAcquire(bucket, call.cost());
            if (result.granted() != expected) {
                throw new AssertionError("at " + now + " " + call + " of " + traffic + ": " + result);
            }
            assertSame(result.retryAfterNanos(), wait);
            for (int i = 0; i < logs.size(); i++) {
                ExactLog log = logs.get(i);
                Quota quota = result.quotas().get(i);
                if (expected) {
                    log.admit(now, call.cost());
                } else {
                    assertSame(quota.violated(), !log.admits(now, call.cost()));
                }
                assertSame(quota.remaining(), log.remaining(now));
                assertSame(quota.resetNanos(), log.resetNanos(now));
            }
        }
    }

    @Property(tries = 40_000)
    void largeLimitIsNeverExceededAndReturnsPermitsAtMostOne64thOfAWindowLate(@ForAll("largeLimits") Traffic traffic) {
        SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(10, clock, traffic.firstCount());
        List<RateLimitBucket> bucket = List.of(new RateLimitBucket("key:a", traffic.limits()));
        List<ExactLog> exact = logs(traffic.limits(), 0);
        List<ExactLog> late = logs(traffic.limits(), 64);
        long now = 0;
        for (Traffic.Call call : traffic.calls()) {
            clock.advance(call.gap());
            now += call.gap();
            RateLimitResult result = limiter.tryAcquire(bucket, call.cost());
            if (!result.granted()) {
                if (allAdmit(late, now, call.cost())) {
                    throw new AssertionError("late at " + now + " " + call + " of " + traffic + ": " + result);
                }
                long wait = result.retryAfterNanos();
                clock.advance(wait - 1);
                assertSame(limiter.peek(bucket, call.cost()).granted(), false);
                clock.advance(1);
                now += wait;
                result = limiter.tryAcquire(bucket, call.cost());
                assertSame(result.granted(), true);
            }
            if (!allAdmit(exact, now, call.cost())) {
                throw new AssertionError("exceeded at " + now + " " + call + " of " + traffic + ": " + result);
            }
            for (int i = 0; i < exact.size(); i++) {
                exact.get(i).admit(now, call.cost());
                late.get(i).admit(now, call.cost());
                long remaining = result.quotas().get(i).remaining();
                if (remaining > exact.get(i).remaining(now)
                        || remaining < late.get(i).remaining(now)) {
                    throw new AssertionError("remaining at " + now + " " + call + " of " + traffic + ": " + result);
                }
            }
        }
    }

    @Property(tries = 15_000)
    void nextPermitComesBackExactlyAtTheReset(@ForAll("largeLimits") Traffic traffic) {
        SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(10, clock, traffic.firstCount());
        List<RateLimitBucket> bucket = List.of(new RateLimitBucket("key:a", traffic.limits()));
        for (Traffic.Call call : traffic.calls()) {
            clock.advance(call.gap());
            limiter.tryAcquire(bucket, call.cost());
        }
        for (int i = 0; i < traffic.limits().size(); i++) {
            Quota quota = limiter.peek(bucket, 1).quotas().get(i);
            if (quota.resetNanos() > 0) {
                clock.advance(quota.resetNanos() - 1);
                assertSame(limiter.peek(bucket, 1).quotas().get(i).remaining(), quota.remaining());
                clock.advance(1);
                assertSame(limiter.peek(bucket, 1).quotas().get(i).remaining() > quota.remaining(), true);
            } else {
                assertSame(quota.remaining(), traffic.limits().get(i).permits());
            }
        }
    }

    @Provide
    Arbitrary<Traffic> smallLimits() {
        return traffic(Arbitraries.longs().between(1, 128), 80);
    }

    @Provide
    Arbitrary<Traffic> largeLimits() {
        return traffic(
                Arbitraries.frequencyOf(
                        Tuple.of(4, Arbitraries.longs().between(129, 300)),
                        Tuple.of(2, Arbitraries.longs().between(1, 300)),
                        Tuple.of(1, Arbitraries.longs().between(129, RateLimit.MAX_PERMITS))),
                120);
    }

    private static Arbitrary<Traffic> traffic(Arbitrary<Long> permits, int length) {
        Arbitrary<List<RateLimit>> limits = Combinators.combine(
                        permits, Arbitraries.of(1, 2, 3, 7, 60, 61, 3600, 86_400, 604_800))
                .as((n, seconds) -> RateLimit.of("a", n, Duration.ofSeconds(seconds)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(SlidingWindowPropertyTest::named);
        return Combinators.combine(
                        limits,
                        Arbitraries.of(Traffic.Shape.class),
                        Arbitraries.of(true, false),
                        Arbitraries.longs(),
                        Arbitraries.of(0, JUST_BEFORE_WRAP))
                .as((list, shape, costly, seed, first) -> Traffic.of(list, shape, costly, length, seed, first));
    }

    private static List<RateLimit> named(List<RateLimit> limits) {
        List<RateLimit> named = new ArrayList<>();
        for (RateLimit limit : limits) {
            named.add(RateLimit.of("limit-" + named.size(), limit.permits(), limit.window()));
        }
        return named;
    }

    private static List<ExactLog> logs(List<RateLimit> limits, int latePart) {
        return limits.stream()
                .map(limit -> new ExactLog(limit, latePart == 0 ? 0 : limit.windowNanos() / latePart))
                .toList();
    }

    private static boolean allAdmit(List<ExactLog> logs, long now, long cost) {
        return logs.stream().allMatch(log -> log.admits(now, cost));
    }

    /** Runs about ten million times, so it calls AssertJ only on failure. */
    private static void assertSame(Object actual, Object expected) {
        if (!actual.equals(expected)) {
            assertThat(actual).isEqualTo(expected);
        }
    }
}
