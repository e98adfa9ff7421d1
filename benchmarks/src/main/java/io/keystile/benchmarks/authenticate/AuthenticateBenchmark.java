package io.keystile.benchmarks.authenticate;

import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * How long does one authenticated call take, from the request's headers to the decision?
 *
 * <p>Each key has ten IPv4 ranges, one permission, an expiry and a limit. Each call comes over TLS with {@code
 * Authorization: Bearer}, requires that permission, and has the same {@link Outcome}. With several keys, calls are
 * spread over them by Zipf's law. Every key is cached before the measurement and stays cached, so no call reads the
 * store. The outcome for every key is checked before and after the measurement, and a wrong one fails the trial.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms4g", "-Xmx4g", "-Xmn1g", "-XX:+AlwaysPreTouch"})
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and then calls prepare()
public class AuthenticateBenchmark {
    /** The number of keys in use. */
    @Param({"1", "100000"})
    int keys;

    /** The implementation to measure. */
    @Param
    Implementation implementation;

    /** The outcome of every call. */
    @Param
    Outcome outcome;

    /** The limit of each key; {@link Outcome#limitExceeded} has its own limit. */
    @Param("large")
    Limit limit;

    /**
     * Work between calls, in tokens of {@link Blackhole#consumeCPU}. It is part of the measured time. Without any,
     * listeners in threads of their own cannot keep up.
     */
    @Param("0")
    long pause;

    private Workload workload;
    private Contender contender;

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

    /** Creates the keys, and makes the contender cache all of them. */
    @Setup
    public void prepare() {
        workload = new Workload(keys, outcome, limit);
        contender = implementation.on(workload);
        workload.warm(contender);
        check();
        // Cached objects lie scattered among garbage until the first collection, which in a server comes soon.
        System.gc();
    }

    private void check() {
        workload.require(contender, implementation.expected(outcome));
    }

    /** Fails unless every key gets the outcome to be measured, and stops the contender's threads. */
    @TearDown
    public void finish() {
        try {
            check();
        } finally {
            contender.close();
        }
    }

    /** Makes one call, after the pause. */
    @Benchmark
    public Object authenticate(Position position) {
        if (pause > 0) {
            Blackhole.consumeCPU(pause);
        }
        return contender.decide(workload.request(position.next++));
    }
}
