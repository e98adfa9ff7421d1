package io.keystile.ratelimit;

import io.keystile.concurrency.Interleavings;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** Calls of any kind while the clock moves on and limits change: no window holds more than the limit. */
public class MovingClockLincheckTest {
    private static final RateLimit LIMIT = RateLimit.perSecond(2);
    private static final long STEP = 32 * StateWord.EPOCH_NANOS;

    /** A granted call of one permit, with clock readings from before and after it. */
    private record Granted(long start, long end) {}

    private final TestedLimiter limiter = new TestedLimiter();
    private final RateLimitBucket alone = TestedLimiter.bucket(LIMIT);
    private final RateLimitBucket withAnother = TestedLimiter.bucket(LIMIT, RateLimit.perMinute(100_000));
    private final List<Granted> granted = new ArrayList<>();

    @Operation
    public void acquire() {
        call(alone, 1);
    }

    @Operation
    public void acquireTwo() {
        call(alone, 2);
    }

    @Operation
    public void acquireWithAnother() {
        call(withAnother, 1);
    }

    @Operation
    public void advance() {
        limiter.advance(STEP);
    }

    private void call(RateLimitBucket bucket, int permits) {
        long start = limiter.now();
        if (limiter.acquire(bucket, permits) >= 0) {
            Granted call = new Granted(start, limiter.now());
            synchronized (granted) {
                for (int i = 0; i < permits; i++) {
                    granted.add(call);
                }
            }
        }
    }

    @Validate
    public void noWindowHoldsMoreThanTheLimit() {
        for (Granted first : granted) {
            int inside = 0;
            for (Granted call : granted) {
                inside += call.start >= first.start && call.end < first.start + TestedLimiter.WINDOW ? 1 : 0;
            }
            if (inside > LIMIT.permits()) {
                throw new AssertionError(inside + " permits from " + first.start);
            }
        }
    }

    /** Expects no result: the validation is the test. */
    public static class Nothing {
        public void acquire() {}

        public void acquireTwo() {}

        public void acquireWithAnother() {}

        public void advance() {}
    }

    @Test
    void noWindowHoldsMoreThanTheLimitInAnyOrder() {
        Interleavings.check(
                MovingClockLincheckTest.class,
                Nothing.class,
                List.of("acquire advance"),
                List.of("acquire", "acquireWithAnother advance", "advance acquireTwo"),
                "advance acquire acquireWithAnother",
                25);
    }
}
