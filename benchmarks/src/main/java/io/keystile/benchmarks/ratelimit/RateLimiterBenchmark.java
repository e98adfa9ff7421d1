package io.keystile.benchmarks.ratelimit;

import io.keystile.benchmarks.Zipf;
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
 * How long does it take to check whether a key's call is within its limit?
 *
 * <p>A call looks up its key's limiter by the key's id and acquires one permit, or is denied; it never waits. With
 * several keys, calls are spread over them by Zipf's law. All limiters read the same {@link LimiterClock}, even those
 * that accept a clock only from code in their own package. Each result is checked, and a wrong one fails the trial.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 3,
        // Otherwise the first iterations of a limiter that creates objects wait for the system to provide memory.
        jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-Xmn512m", "-XX:+AlwaysPreTouch"})
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and then calls prepare()
public class RateLimiterBenchmark {
    private static final int DRAWS_PER_KEY = 16;
    private static final long SEED = 42;

    /** The number of keys in use. */
    @Param({"1", "100000"})
    int keys;

    /** The limiter to measure. */
    @Param({"keystile", "bucket4j", "resilience4j", "guava", "failsafe"})
    Implementation implementation;

    /** The outcome of every call. */
    @Param
    Outcome outcome;

    /** The limit of each key, or its limits, which only {@code keystile} and {@code bucket4j} support. */
    @Param({"exact", "large"})
    Limit limit;

    private Contender contender;
    private int[] draws;

    /** A thread's position in the sequence of calls. */
    @State(Scope.Thread)
    public static class Position {
        private int next;

        /** Starts each thread at another position. */
        @Setup
        public void spread(ThreadParams threads) {
            next = threads.getThreadIndex() * 100_003;
        }
    }

    /** Creates a limiter for each key, acquires the first permits, and starts the clock two windows later. */
    @Setup
    public void prepare() {
        LimiterClock clock = new LimiterClock();
        contender = implementation.on(keys, limit.buckets(outcome, keys), clock);
        for (int key = 0; key < keys; key++) {
            acquireFirst(key, clock);
        }
        if (outcome == Outcome.admit) {
            clock.moveTo(2 * limit.first(outcome, keys).window().toNanos());
        }
        clock.start(limit.clockSpeed(outcome, keys));
        check();

        Zipf popularity = new Zipf(keys);
        Random random = new Random(SEED);
        // A power of two, so that a mask wraps the position.
        draws = IntStream.range(0, Integer.highestOneBit(DRAWS_PER_KEY * keys))
                .map(i -> popularity.draw(random))
                .toArray();
    }

    /**
     * Makes the calls before the measurement, each at another time, as real calls are. Guava spreads permits over the
     * window, and denies the calls after the first.
     */
    private void acquireFirst(int key, LimiterClock clock) {
        int cost = limit.firstCost(outcome);
        require(Outcome.admit, contender.acquire(key, cost));
        for (int call = 1; call < limit.firstCalls(outcome); call++) {
            clock.tick();
            if (!contender.admitted(contender.acquire(key, cost))) {
                return;
            }
        }
    }

    /** Fails unless every key gets the result to be measured. */
    @TearDown
    public void check() {
        for (int key = 0; key < keys; key++) {
            require(outcome, contender.acquire(key, 1));
        }
    }

    private Object require(Outcome expected, Object result) {
        if (contender.admitted(result) != (expected == Outcome.admit)) {
            throw new IllegalStateException("Expected " + expected + ", got " + result);
        }
        return result;
    }

    /** Makes one call. */
    @Benchmark
    public Object take(Position position) {
        return require(outcome, contender.acquire(draws[position.next++ & (draws.length - 1)], 1));
    }
}
