package io.keystile.ratelimit;

import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** Calls that meet a ring which another call replaces: no permit is lost, and none is granted twice. */
public class RingStress {
    private RingStress() {}

    /** A ring with some of its permits spent. */
    abstract static class SomeSpent {
        private final SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(1, () -> 0);
        private final List<RateLimitBucket> buckets;

        SomeSpent(int permits, int spent) {
            buckets = List.of(new RateLimitBucket("key:a", List.of(RateLimit.perSecond(permits))));
            for (int i = 0; i < spent; i++) {
                acquire(1);
            }
        }

        final boolean acquire(long cost) {
            return limiter.tryAcquire(buckets, cost).granted();
        }

        final int left() {
            return (int) limiter.peek(buckets, 1).quotas().get(0).remaining();
        }
    }

    /** A call of two permits closes the ring while a call takes a permit of it. */
    @JCStressTest
    @Outcome(id = "true, true, 0", expect = Expect.ACCEPTABLE, desc = "each permit is spent once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a permit is lost or granted twice")
    @State
    public static class Closing extends SomeSpent {
        public Closing() {
            super(4, 1);
        }

        @Actor
        public void one(ZZI_Result result) {
            result.r1 = acquire(1);
        }

        @Actor
        public void two(ZZI_Result result) {
            result.r2 = acquire(2);
        }

        @Arbiter
        public void after(ZZI_Result result) {
            result.r3 = left();
        }
    }

    /** Both calls find the ring full, and one of them makes it longer. */
    @JCStressTest
    @Outcome(id = "true, true, 6", expect = Expect.ACCEPTABLE, desc = "each permit is spent once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a permit is lost or granted twice")
    @State
    public static class Growing extends SomeSpent {
        public Growing() {
            super(12, 4);
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
