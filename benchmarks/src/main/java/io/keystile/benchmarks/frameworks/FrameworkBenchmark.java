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
 * How much time does a whole framework spend on one request that is authenticated by an API key?
 *
 * <p>Each call is a {@code GET} with {@code Authorization: Bearer} and has the same {@link Outcome}. Frameworks that
 * work on servlet requests get a new request for each call. All but the library find a key by its SHA-256 in a map. The
 * frameworks do not all do the same work; the Javadoc of each contender states what it omits. With several keys, calls
 * are spread over them by Zipf's law. The outcome for every key is checked before and after the measurement, and a
 * wrong one fails the trial.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and then calls prepare()
public class FrameworkBenchmark {
    /** The number of keys in use. */
    @Param({"1", "100000"})
    int keys;

    /** The framework to measure. */
    @Param
    Implementation implementation;

    /** The outcome of every call. */
    @Param
    Outcome outcome;

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

    /** Creates the keys, and makes one call with each. */
    @Setup
    public void prepare() throws Exception {
        workload = new Workload(keys, outcome);
        contender = implementation.on(workload);
        check();
    }

    /** Fails unless every key gets the outcome to be measured. */
    @TearDown
    public void check() throws Exception {
        workload.require(contender);
    }

    /** Makes one call. */
    @Benchmark
    public @Nullable String authenticate(Position position) throws Exception {
        return contender.callerOf(workload.call(position.next++));
    }
}
