package io.keystile.benchmarks.frameworks;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * What does a whole framework take for its part of one request that is authenticated by an API key?
 *
 * <p>Each call is a {@code GET} with {@code Authorization: Bearer}, made anew where a framework works on servlet requests,
 * and ends in the same {@link Outcome}. The rivals find a key by its SHA-256 in a map. They do not all do the same; what
 * one does not do stands with its contender. Of many keys, some are called far more often, by Zipf's law. Before and
 * after measuring, every key's answer is checked, and a wrong one fails the trial.
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
public class FrameworkBenchmark {
    /** How many keys are in use. */
    @Param({"1", "100000"})
    int keys;

    /** Who authenticates. */
    @Param
    Implementation implementation;

    /** How the calls end. */
    @Param
    Outcome outcome;

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
    public void prepare() throws Exception {
        workload = new Workload(keys, outcome);
        contender = implementation.on(workload);
        check();
    }

    /** Fails if any key does not get the answer that is measured. */
    @TearDown
    public void check() throws Exception {
        workload.require(contender);
    }

    /** One call. */
    @Benchmark
    public @Nullable String authenticate(Position position) throws Exception {
        return contender.callerOf(workload.call(position.next++));
    }
}
