package io.keystile.ratelimit;

import io.keystile.concurrency.Interleavings;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/**
 * Calls of any kind on one limit. A {@link Ring} counts those of one permit until another call closes it and a
 * {@link Bucket} takes over. Threads share the bucket while the clock stands still: if it moves on during a call, the
 * call's permit may count from its first reading until a window after its last, which no exact log does.
 */
public class BucketLincheckTest {
    private static final int PERMITS = 3;
    private static final long STEP = 32 * StateWord.EPOCH_NANOS;

    private final TestedLimiter limiter = new TestedLimiter();
    private final RateLimitBucket bucket = TestedLimiter.bucket(RateLimit.perSecond(PERMITS));

    @Operation
    public long acquire() {
        return limiter.acquire(bucket, 1);
    }

    @Operation
    public long acquireTwo() {
        return limiter.acquire(bucket, 2);
    }

    @Operation
    public long acquireRefundable(@Param(gen = ThreadIdGen.class) int thread) {
        return limiter.acquireRefundable(thread, bucket, 1);
    }

    @Operation
    public boolean refund(@Param(gen = ThreadIdGen.class) int thread) {
        return limiter.refund(thread);
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

        public long acquireTwo() {
            return log.acquire(2);
        }

        public long acquireRefundable(int thread) {
            return log.acquireRefundable(thread, 1);
        }

        public boolean refund(int thread) {
            return log.refund(thread);
        }

        public void advance() {
            log.advance(STEP);
        }
    }

    @Test
    void everyOutcomeIsThatOfAnExactLog() {
        Interleavings.check(
                BucketLincheckTest.class,
                Log.class,
                List.of("acquire advance", "acquireTwo advance"),
                List.of("acquire", "acquireTwo", "acquireRefundable refund"),
                "acquire advance acquireTwo acquire",
                40);
    }
}
