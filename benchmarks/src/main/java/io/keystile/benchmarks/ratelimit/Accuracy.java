package io.keystile.benchmarks.ratelimit;

import io.keystile.ratelimit.RateLimit;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * How one limiter's results differ from an {@link ExactLog}.
 *
 * @param implementation the limiter
 * @param permits the limit per second
 * @param traffic the pattern in which calls arrived
 * @param calls the number of calls
 * @param admissions the number of admitted calls
 * @param overAdmissions the number of calls admitted beyond the limit
 * @param mostInAWindow the greatest number of admissions in any window
 * @param falseDenials the number of calls denied within the limit
 * @param latestReturn the longest time for which calls were denied after capacity had returned, in 64ths of a window
 */
record Accuracy(
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
            | limiter | limit | traffic | calls | admitted | over limit | max in a window \
            | denied within limit | latest return |
            |---|---|---|---|---|---|---|---|---|""";

    /**
     * Sends {@code windows} windows of traffic to a limiter whose clock is set to each call's instant. A call at 0
     * comes first, so that fixed windows start there.
     *
     * @param limit a limit per second, because Guava saves at most one second's permits
     */
    static Accuracy of(Implementation implementation, RateLimit limit, Shape traffic, int windows, long seed) {
        long window = limit.window().toNanos();
        LimiterClock clock = new LimiterClock();
        Contender contender = implementation.on(1, limit, clock);
        LongSupplier calls = traffic.calls(limit.permits(), window, new SplittableRandom(seed));
        ExactLog log = new ExactLog((int) limit.permits(), window);
        for (long now = 0; now < windows * window; now = calls.getAsLong()) {
            clock.moveTo(now);
            log.record(now, contender.admitted(contender.acquire(0, 1)));
        }
        return new Accuracy(
                implementation,
                limit.permits(),
                traffic,
                log.calls(),
                log.admissions(),
                log.overAdmissions(),
                log.mostInAWindow(),
                log.falseDenials(),
                log.latestReturnNanos() * PARTS / window);
    }

    /** Returns a row of the table in Markdown. */
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
