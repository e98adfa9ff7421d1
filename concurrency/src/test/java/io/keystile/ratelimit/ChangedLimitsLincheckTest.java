package io.keystile.ratelimit;

import io.keystile.concurrency.Interleavings;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * Calls on an id whose limits change all the time: the limit that stays is that of an exact log. The clock stands still
 * while threads share the id, as in {@link BucketLincheckTest}.
 */
public class ChangedLimitsLincheckTest {
    private static final RateLimit KEPT = RateLimit.perSecond(2);
    private static final long STEP = 32 * StateWord.EPOCH_NANOS;

    private final TestedLimiter limiter = new TestedLimiter();
    private final RateLimitBucket alone = TestedLimiter.bucket(KEPT);
    private final RateLimitBucket withAnother = TestedLimiter.bucket(KEPT, RateLimit.perMinute(100_000));

    @Operation
    public long acquire() {
        return limiter.acquire(alone, 1);
    }

    @Operation
    public long acquireWithAnother() {
        return limiter.acquire(withAnother, 1);
    }

    @Operation
    public void advance() {
        limiter.advance(STEP);
    }

    public static class Log {
        private final LimiterModel log = new LimiterModel(KEPT.permits(), TestedLimiter.WINDOW);

        public long acquire() {
            return log.acquire(1);
        }

        public long acquireWithAnother() {
            return log.acquire(1);
        }

        public void advance() {
            log.advance(STEP);
        }
    }

    @Test
    void theLimitThatStaysIsThatOfAnExactLog() {
        Interleavings.check(
                ChangedLimitsLincheckTest.class,
                Log.class,
                List.of("acquire advance", "acquireWithAnother advance"),
                List.of("acquire", "acquireWithAnother"),
                "acquire advance acquireWithAnother",
                40);
    }
}
