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
 * What does one authenticated call cost, from the request's headers to the decision?
 *
 * <p>Each key has ten IPv4 ranges, one permission, an expiry and a limit; each call comes over TLS with {@code
 * Authorization: Bearer}, asks for that permission, and ends in the same {@link Outcome}. Of many keys, some are called
 * far more often than others, by Zipf's law. Every key is remembered before anything is measured, and stays so: no call
 * reads a store. Before and after measuring, every key's answer is checked, and a wrong one fails the trial.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms4g", "-Xmx4g", "-Xmn1g", "-XX:+AlwaysPreTouch"})
@SuppressWarnings("NullAway.Init") // the harness sets the parameters, and then calls prepare()
public class AuthenticateBenchmark {
    /** How many keys are in use. */
    @Param({"1", "100000"})
    int keys;

    /** Who decides. */
    @Param
    Implementation implementation;

    /** How the calls end. */
    @Param
    Outcome outcome;

    /** How calls are limited; {@link Outcome#limitExceeded} has a limit of its own. */
    @Param("large")
    Limit limit;

    /**
     * How much a thread has to do between calls, in tokens of {@link Blackhole#consumeCPU}; it is part of the time. With
     * nothing to do, those who listen in threads of their own cannot keep up.
     */
    @Param("0")
    long pause;

    private Workload workload;
    private Contender contender;

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

    /** Makes the keys, and has the rival see all of them. */
    @Setup
    public void prepare() {
        workload = new Workload(keys, outcome, limit);
        contender = implementation.on(workload);
        workload.warm(contender);
        check();
        // What is remembered lies scattered among garbage until it is first collected, which in a server soon happens.
        System.gc();
    }

    private void check() {
        workload.require(contender, implementation.answerTo(outcome));
    }

    /** Fails if any key does not get the answer that is measured; ends the rival's threads. */
    @TearDown
    public void finish() {
        try {
            check();
        } finally {
            contender.close();
        }
    }

    /** One call, and before it the pause. */
    @Benchmark
    public Object authenticate(Position position) {
        if (pause > 0) {
            Blackhole.consumeCPU(pause);
        }
        return contender.decide(workload.request(position.next++));
    }
}
