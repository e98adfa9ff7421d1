package io.keystile.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Many calls of many threads on one bucket, compared with an exact log. Each call moves a virtual clock on by one step.
 *
 * <p>With {@code -Dkeystile.takes=1000000000} it makes as many calls for each row, takes minutes, and prints figures.
 */
class ManyTakesTest {
    private static final long TAKES = Long.getLong("keystile.takes", 1_000_000);
    private static final int THREADS = 8;
    private static final int TAKES_PER_ROUND = 5_000;
    private static final long WINDOW = 1_000_000_000;

    private final AtomicLong steps = new AtomicLong();

    /** The granted calls of one thread in one round: the steps of the clock at which they began and ended. */
    private static final class Granted {
        final long[] starts = new long[TAKES_PER_ROUND];
        final long[] ends = new long[TAKES_PER_ROUND];
        int size;
    }

    /** @param firstCost the cost of the first call, which decides on the kind of counters */
    @ParameterizedTest
    @CsvSource({"1, 1, 2", "100, 1, 250", "128, 1, 200", "100, 2, 250", "129, 1, 300", "1000, 1, 2000"})
    void noWindowHoldsMoreThanTheLimit(int permits, int firstCost, int stepsPerWindow) throws Exception {
        long step = WINDOW / stepsPerWindow;
        SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(1, () -> steps.get() * step);
        List<RateLimitBucket> bucket = List.of(new RateLimitBucket("key:a", List.of(RateLimit.perSecond(permits))));
        assertThat(limiter.tryAcquire(bucket, firstCost).granted()).isTrue();
        long first = steps.addAndGet(2L * stepsPerWindow);
        WindowCount log = new WindowCount(stepsPerWindow, first, THREADS * TAKES_PER_ROUND + 1);

        long granted = 0;
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            Callable<Granted> round = () -> take(limiter, bucket);
            for (long taken = 0; taken < TAKES; taken += (long) THREADS * TAKES_PER_ROUND) {
                List<Callable<Granted>> rounds = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    rounds.add(round);
                }
                for (Future<Granted> done : threads.invokeAll(rounds)) {
                    Granted calls = done.get();
                    granted += calls.size;
                    for (int i = 0; i < calls.size; i++) {
                        log.add(calls.starts[i], calls.ends[i]);
                    }
                }
                log.countUntil(steps.get());
            }
        } finally {
            threads.shutdown();
        }

        long windows = (steps.get() - first) / stepsPerWindow;
        System.out.printf(
                "%,d takes of %d threads, %d permits a window, first cost %d: %,d granted, at most %d in a window,"
                        + " %.2f%% of the limit in %,d windows%n",
                TAKES, THREADS, permits, firstCost, granted, log.most(), 100.0 * granted / windows / permits, windows);
        assertThat(log.most()).isLessThanOrEqualTo(permits);
        // Permits come back when they may: with two steps a window, calls in progress miss most of the windows.
        assertThat(granted).isGreaterThan(windows * permits / 10);
    }

    private Granted take(SlidingWindowRateLimiter limiter, List<RateLimitBucket> bucket) {
        Granted granted = new Granted();
        for (int i = 0; i < TAKES_PER_ROUND; i++) {
            long start = steps.incrementAndGet();
            if (limiter.tryAcquire(bucket, 1).granted()) {
                granted.starts[granted.size] = start;
                granted.ends[granted.size++] = steps.get();
            }
        }
        return granted;
    }
}
