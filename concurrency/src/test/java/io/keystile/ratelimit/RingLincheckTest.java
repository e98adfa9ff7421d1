package io.keystile.ratelimit;

import io.keystile.concurrency.Interleavings;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** Calls of one permit on one limit, which a {@link Ring} counts: each outcome is that of an exact log. */
public class RingLincheckTest {
    private static final int PERMITS = 2;
    private static final long STEP = 500_000_000;

    private final TestedLimiter limiter = new TestedLimiter();
    private final RateLimitBucket bucket = TestedLimiter.bucket(RateLimit.perSecond(PERMITS));

    @Operation
    public long acquire() {
        return limiter.acquire(bucket, 1);
    }

    @Operation
    public void advance() {
        limiter.advance(STEP);
    }

    public static class Log {
        private final LimiterModel log = new LimiterModel(PERMITS, TestedLimiter.WINDOW);

        public long acquire() {
            return log.acquire(1);
        }

        public void advance() {
            log.advance(STEP);
        }
    }

    @Test
    void everyOutcomeIsThatOfAnExactLog() {
        Interleavings.check(RingLincheckTest.class, Log.class, 3);
    }
}
