package io.keystile.cache;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** A record that changes while threads read it: once the change has ended, nobody receives the old record. */
public class CachedLookupStress {
    private static final long OLD = TestedCache.numberOf(1, 1);

    private CachedLookupStress() {}

    private static String age(long number) {
        return number == OLD ? "old" : "new";
    }

    private static String cached(TestedCache cache) {
        Long number = cache.cached();
        return number == null ? "unknown" : age(number);
    }

    /** A cached record is checked during the change, which must not make it look unchanged afterwards. */
    @JCStressTest
    @Outcome(
            id = {"old, unknown, unknown", "unknown, unknown, unknown"},
            expect = Expect.ACCEPTABLE,
            desc = "the old record is not returned after the change")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the change is lost")
    @State
    public static class Checking {
        private final TestedCache cache = new TestedCache();

        public Checking() {
            long unused = cache.read();
        }

        @Actor
        public void change(LLL_Result result) {
            cache.changeKey();
            result.r2 = cached(cache);
        }

        @Actor
        public void check(LLL_Result result) {
            result.r1 = cached(cache);
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = cached(cache);
        }
    }

    /** A record is read from the source during the change, and may arrive after it. */
    @JCStressTest
    @Outcome(
            id = {"old, new, new", "new, new, new"},
            expect = Expect.ACCEPTABLE,
            desc = "the old record is not returned after the change")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the change is lost")
    @State
    public static class Loading {
        private final TestedCache cache = new TestedCache();

        @Actor
        public void change(LLL_Result result) {
            cache.changeWorkspace();
            result.r2 = age(cache.read());
        }

        @Actor
        public void load(LLL_Result result) {
            result.r1 = age(cache.read());
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r3 = age(cache.read());
        }
    }
}
