package io.keystile.benchmarks.authenticate;

import io.keystile.ratelimit.RateLimit;
import java.time.Duration;
import java.util.function.LongSupplier;

/** How calls are limited where they are to be within the limit. Named as on the command line. */
public enum Limit {
    /**
     * So many permits that none is ever refused. The library counts them in 64ths of the window, once more than 32 of
     * them count. The window is longer than it takes to make all keys known, so that no bucket turns idle before.
     */
    large,

    /**
     * 100 permits, each of which the library remembers by its instant. The limiter's clock is 100,000 times too fast, so
     * that a window of one second is over after 10 microseconds, and a caller never has to wait. Meant for one key: of
     * many, most are idle by this clock, and the limiter drops and makes their buckets again and again.
     */
    exact;

    private static final long HASTE = 100_000;

    RateLimit rateLimit() {
        return this == large
                ? RateLimit.of("large", RateLimit.MAX_PERMITS, Duration.ofSeconds(20))
                : RateLimit.perSecond(100);
    }

    /** Returns the limiter's clock, in nanoseconds. */
    LongSupplier nanoClock() {
        if (this == large) {
            return System::nanoTime;
        }
        long start = System.nanoTime();
        return () -> (System.nanoTime() - start) * HASTE;
    }
}
