package io.keystile.benchmarks.nodes;

import io.keystile.benchmarks.ratelimit.Outcome;
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
import org.openjdk.jmh.infra.ThreadParams;

/**
 * How many calls per second does one node check against limits that hold for many nodes, and how long does a call take?
 *
 * <p>Each fork starts a Redis server of its own on the same machine, which shares the processors with the node. All
 * calls of a trial have the same outcome: either every call is admitted, or every call is denied, because its key's
 * limit of 100 is spent for hours. With several keys, calls are spread over them by Zipf's law. Each result is checked,
 * and a wrong one fails the trial.
 */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.Throughput, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and then calls prepare()
public class SharedLimiterBenchmark {
    /** The limiter to measure. */
    @Param
    Implementation implementation;

    /** The number of keys in use. */
    @Param({"1", "10000"})
    int keys;

    /** The outcome of every call. */
    @Param
    Outcome outcome;

    private Workload workload;

    /** A thread's position in the sequence of calls. */
    @State(Scope.Thread)
    public static class Position {
        private int next;

        /** Starts each thread at another position. */
        @Setup
        public void spread(ThreadParams threads) {
            next = threads.getThreadIndex() * 10_007;
        }
    }

    /** Starts the server, connects to it, and calls each key once. */
    @Setup
    public void prepare() {
        workload = new Workload(implementation, keys, outcome);
    }

    /** Stops the server. */
    @TearDown
    public void close() {
        workload.close();
    }

    /** Makes one call. */
    @Benchmark
    public Object take(Position position) {
        return workload.call(position.next++);
    }
}
