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
 * What does it cost to tell whether an address is in one of many ranges?
 *
 * <p>A look-up begins with the address as text or as bytes, so each rival reads it first. 4,096 addresses are looked up
 * in turn. Before anything is measured, every rival's answer to each of them is checked, and a wrong one fails the trial.
 * {@code spring} and {@code commonsNet} walk through a list, so 100,000 ranges cost them a millisecond and more.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@SuppressWarnings("NullAway.Init") // the harness sets the parameters, and then calls prepare()
public class IpAllowlistBenchmark {
    /** Who looks up. */
    @Param
    Implementation implementation;

    /** How many ranges there are; one, or any even number. */
    @Param({"10", "1000", "100000"})
    int ranges;

    /** How addresses come. */
    @Param
    Form form;

    /** What becomes of them. */
    @Param
    Outcome outcome;

    private Contender contender;
    private String[] texts;
    private byte[][] bytes;
    private int next;

    /** Makes the ranges and checks the rival's answers. */
    @Setup
    public void prepare() {
        Workload workload = new Workload(ranges, outcome);
        contender = implementation.of(workload.blocks());
        workload.require(contender);
        texts = workload.texts();
        bytes = workload.bytes();
    }

    /** One look-up. */
    @Benchmark
    public boolean lookUp() {
        int probe = next++ & (Workload.PROBES - 1);
        return form == Form.text ? contender.allows(texts[probe]) : contender.allows(bytes[probe]);
    }
}
