package io.keystile.ratelimit;

import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** Two calls for the last permit, on each kind of counters: one of them is granted. */
public class LastPermitStress {
    private LastPermitStress() {}

    /** A bucket whose last permit is left. */
    abstract static class OneLeft {
        private final SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(1, () -> 0);
        private final List<RateLimitBucket> buckets;

        OneLeft(int permits, int firstCost) {
            buckets = List.of(new RateLimitBucket("key:a", List.of(RateLimit.perSecond(permits))));
            while (left() > 1) {
                acquire(Math.min(firstCost, left() - 1));
            }
        }

        final boolean acquire(long cost) {
            return limiter.tryAcquire(buckets, cost).granted();
        }

        final int left() {
            return (int) limiter.peek(buckets, 1).quotas().get(0).remaining();
        }
    }

    @JCStressTest
    @Outcome(
            id = {"true, false, 0", "false, true, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "one is granted")
    @Outcome(expect = Expect.FORBIDDEN, desc = "none or both")
    @State
    public static class OfRing extends OneLeft {
        public OfRing() {
            super(2, 1);
        }

        @Actor
        public void one(ZZI_Result result) {
            result.r1 = acquire(1);
        }

        @Actor
        public void other(ZZI_Result result) {
            result.r2 = acquire(1);
        }

        @Arbiter
        public void after(ZZI_Result result) {
            result.r3 = left();
        }
    }

    @JCStressTest
    @Outcome(
            id = {"true, false, 0", "false, true, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "one is granted")
    @Outcome(expect = Expect.FORBIDDEN, desc = "none or both")
    @State
    public static class OfBucket extends OneLeft {
        public OfBucket() {
            super(3, 2);
        }

        @Actor
        public void one(ZZI_Result result) {
            result.r1 = acquire(1);
        }

        @Actor
        public void other(ZZI_Result result) {
            result.r2 = acquire(1);
        }

        @Arbiter
        public void after(ZZI_Result result) {
            result.r3 = left();
        }
    }

    @JCStressTest
    @Outcome(
            id = {"true, false, 0", "false, true, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "one is granted")
    @Outcome(expect = Expect.FORBIDDEN, desc = "none or both")
    @State
    public static class OfLargeLimit extends OneLeft {
        public OfLargeLimit() {
            super(1_001, 1_000);
        }

        @Actor
        public void one(ZZI_Result result) {
            result.r1 = acquire(1);
        }

        @Actor
        public void other(ZZI_Result result) {
            result.r2 = acquire(1);
        }

        @Arbiter
        public void after(ZZI_Result result) {
            result.r3 = left();
        }
    }
}
