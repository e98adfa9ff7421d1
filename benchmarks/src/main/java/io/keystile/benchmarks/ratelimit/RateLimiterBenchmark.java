package io.keystile.benchmarks.ratelimit;

import io.keystile.benchmarks.Zipf;
import io.keystile.ratelimit.RateLimit;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * What does it cost to ask whether a key's call is within its limit?
 *
 * <p>A call finds the limiter of its key by the key's id, and takes one permit or is refused; it never waits. Of many
 * keys, some are called far more often than others, by Zipf's law. All rivals read the same {@link LimiterClock}, also
 * those that accept one only within their own package. Each answer is checked, and a wrong one fails the trial.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@SuppressWarnings("NullAway.Init") // the harness sets the parameters, and then calls prepare()
public class RateLimiterBenchmark {
    private static final int DRAWS_PER_KEY = 16;
    private static final long SEED = 42;

    /** How many keys are in use. */
    @Param({"1", "100000"})
    int keys;

    /** Who limits. */
    @Param({"keystile", "bucket4j", "resilience4j", "guava", "failsafe"})
    Implementation implementation;

    /** How the calls end. */
    @Param
    Outcome outcome;

    /** What the limit is. */
    @Param
    Limit limit;

    private Contender contender;
    private int[] draws;

    /** Where a thread is in the order of calls. */
    @State(Scope.Thread)
    public static class Position {
        private int next;

        /** Starts each thread in another place. */
        @Setup
        public void spread(ThreadParams threads) {
            next = threads.getThreadIndex() * 100_003;
        }
    }

    /** Makes a limiter for each key, spends what is to be spent, and sets the clock going two windows later. */
    @Setup
    public void prepare() {
        RateLimit rateLimit = limit.rateLimit(outcome, keys);
        LimiterClock clock = new LimiterClock();
        contender = implementation.on(keys, rateLimit, clock);
        for (int key = 0; key < keys; key++) {
            require(Outcome.admit, contender.take(key, limit.firstCost(outcome)));
        }
        if (outcome == Outcome.admit) {
            clock.moveTo(2 * rateLimit.window().toNanos());
        }
        clock.run(limit.haste(outcome, keys));
        check();

        Zipf popularity = new Zipf(keys);
        Random random = new Random(SEED);
        // A power of two, so that the calls go round by masking.
        draws = IntStream.range(0, Integer.highestOneBit(DRAWS_PER_KEY * keys))
                .map(i -> popularity.draw(random))
                .toArray();
    }

    /** Fails if any key does not get the answer that is measured. */
    @TearDown
    public void check() {
        for (int key = 0; key < keys; key++) {
            require(outcome, contender.take(key, 1));
        }
    }

    private Object require(Outcome expected, Object answer) {
        if (contender.granted(answer) != (expected == Outcome.admit)) {
            throw new IllegalStateException("A call was to end with " + expected + ", and got " + answer);
        }
        return answer;
    }

    /** One call. */
    @Benchmark
    public Object take(Position position) {
        return require(outcome, contender.take(draws[position.next++ & (draws.length - 1)], 1));
    }
}
