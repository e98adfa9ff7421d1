package io.keystile.ratelimit;

import io.keystile.concurrency.Interleavings;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * Calls on a limit that is counted in blocks of 1/64 of the window. The clock advances by whole blocks, so each permit
 * comes back one block after its window. It stands still while threads share the bucket, as in
 * {@link BucketLincheckTest}.
 */
public class LargeLimitLincheckTest {
    private static final int PERMITS = 300;
    private static final int COST = 100;
    private static final long STEP = 33 * StateWord.EPOCH_NANOS;

    private final TestedLimiter limiter = new TestedLimiter();
    private final RateLimitBucket bucket = TestedLimiter.bucket(RateLimit.perSecond(PERMITS));

    @Operation
    public long acquire() {
        return limiter.acquire(bucket, COST);
    }

    @Operation
    public long acquireTwice() {
        return limiter.acquire(bucket, 2 * COST);
    }

    @Operation
    public void advance() {
        limiter.advance(STEP);
    }

    public static class Log {
        private final LimiterModel log = new LimiterModel(PERMITS, TestedLimiter.WINDOW + StateWord.EPOCH_NANOS);

        public long acquire() {
            return log.acquire(COST);
        }

        public long acquireTwice() {
            return log.acquire(2 * COST);
        }

        public void advance() {
            log.advance(STEP);
        }
    }

    @Test
    void everyOutcomeIsThatOfALogWithThisLateness() {
        Interleavings.check(
                LargeLimitLincheckTest.class,
                Log.class,
                List.of("acquire advance", "acquire advance acquire advance"),
                List.of("acquire", "acquireTwice"),
                "acquire advance acquireTwice",
                100);
    }
}
