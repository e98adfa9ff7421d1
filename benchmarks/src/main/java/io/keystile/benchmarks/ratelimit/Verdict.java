package io.keystile.benchmarks.ratelimit;

import io.keystile.ratelimit.RateLimit;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * What the {@link Judge} found of one rival.
 *
 * @param implementation the rival
 * @param permits the limit per second
 * @param traffic how the calls came in
 * @param calls how many there were
 * @param admissions how many of them were admitted
 * @param overAdmissions how many of the admissions were beyond the limit
 * @param mostInAWindow the most admissions in any window
 * @param falseDenials how many of the calls were denied though there was room
 * @param latestReturn how long at most calls were still denied after there was room again, in 64ths of a window
 */
record Verdict(
        Implementation implementation,
        long permits,
        Shape traffic,
        long calls,
        long admissions,
        long overAdmissions,
        long mostInAWindow,
        long falseDenials,
        double latestReturn) {

    private static final double PARTS = 64;

    static final String HEADING = """
            | limiter | limit | traffic | calls | admitted | beyond the limit | most in a window | denied despite room | latest return |
            |---|---|---|---|---|---|---|---|---|""";

    /**
     * Has a rival answer so many windows of traffic, on a clock that stands at each call's instant. Before that there
     * is one call at 0, so that fixed windows begin there.
     *
     * @param limit with a window of a second, which is what Guava can save up
     */
    static Verdict of(Implementation implementation, RateLimit limit, Shape traffic, int windows, long seed) {
        long window = limit.window().toNanos();
        LimiterClock clock = new LimiterClock();
        Contender contender = implementation.on(1, limit, clock);
        LongSupplier calls = traffic.calls(limit.permits(), window, new SplittableRandom(seed));
        Judge judge = new Judge((int) limit.permits(), window);
        for (long now = 0; now < windows * window; now = calls.getAsLong()) {
            clock.moveTo(now);
            judge.hear(now, contender.granted(contender.take(0, 1)));
        }
        return new Verdict(
                implementation,
                limit.permits(),
                traffic,
                judge.calls(),
                judge.admissions(),
                judge.overAdmissions(),
                judge.mostInAWindow(),
                judge.falseDenials(),
                judge.latestReturnNanos() * PARTS / window);
    }

    /** Returns a row of the table. */
    String row() {
        return String.format(
                Locale.ROOT,
                "| `%s` | %,d | %s | %,d | %,d | %,d (%.1f%%) | %,d | %,d (%.1f%%) | %.2f/64 |",
                implementation,
                permits,
                traffic,
                calls,
                admissions,
                overAdmissions,
                percent(overAdmissions, admissions),
                mostInAWindow,
                falseDenials,
                percent(falseDenials, calls),
                latestReturn);
    }

    private static double percent(long part, long whole) {
        return whole == 0 ? 0 : 100.0 * part / whole;
    }
}
