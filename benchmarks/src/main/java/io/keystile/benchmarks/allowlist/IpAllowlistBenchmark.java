package io.keystile.benchmarks.allowlist;

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
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does it take to check whether an address is in one of many ranges?
 *
 * <p>A look-up starts with the address as text or as bytes, so the time includes parsing. 4,096 addresses are looked up
 * in turn. Before the measurement, the result for each of them is checked, and a wrong one fails the trial. {@code
 * spring} and {@code commonsNet} search a list, which takes a millisecond or more with 100,000 ranges.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and then calls prepare()
public class IpAllowlistBenchmark {
    /** The allowlist to measure. */
    @Param
    Implementation implementation;

    /** The number of ranges: 1 or an even number. */
    @Param({"10", "1000", "100000"})
    int ranges;

    /** The form of the addresses. */
    @Param
    Form form;

    /** Whether the addresses are in a range. */
    @Param
    Outcome outcome;

    private Contender contender;
    private String[] texts;
    private byte[][] bytes;
    private int next;

    /** Creates the ranges and checks the results. */
    @Setup
    public void prepare() {
        Workload workload = new Workload(ranges, outcome);
        contender = implementation.of(workload.blocks());
        workload.require(contender);
        texts = workload.texts();
        bytes = workload.bytes();
    }

    /** Looks up one address. */
    @Benchmark
    public boolean lookUp() {
        int probe = next++ & (Workload.PROBES - 1);
        return form == Form.text ? contender.allows(texts[probe]) : contender.allows(bytes[probe]);
    }
}
