package io.keystile.benchmarks.timing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The difference in time between two kinds of calls, in nanoseconds. Not thread-safe. */
final class Comparison {
    /** The share of a block's differences dropped at each end, because of interrupts and garbage collections. */
    private static final double TRIMMED = 0.1;

    /** The t value above which a difference is reported; chance exceeds it about once in 100,000. */
    static final double CRITICAL_T = 4.5;

    private final String name;
    private final String one;
    private final String other;
    private final List<Double> blocks = new ArrayList<>();

    private Comparison(String name, String one, String other) {
        this.name = name;
        this.one = one;
        this.other = other;
    }

    static List<Comparison> all() {
        return List.of(
                new Comparison("nullControl", Callers.WRONG_TOO, Callers.WRONG),
                new Comparison("positiveControl", Callers.LEAKY_NEAR, Callers.LEAKY_WRONG),
                new Comparison("nearMiss", Callers.NEAR, Callers.WRONG),
                new Comparison("unknownId", Callers.UNKNOWN, Callers.WRONG));
    }

    /** Adds a block of rounds; {@code nanos} holds the times of each caller, in the callers' order. */
    void add(List<Caller> callers, long[][] nanos) {
        List<String> kinds = callers.stream().map(Caller::kind).toList();
        long[] mine = nanos[kinds.indexOf(one)];
        long[] theirs = nanos[kinds.indexOf(other)];
        long[] differences = IntStream.range(0, mine.length)
                .mapToLong(round -> mine[round] - theirs[round])
                .sorted()
                .toArray();
        int trimmed = (int) (differences.length * TRIMMED);
        blocks.add(Arrays.stream(differences, trimmed, differences.length - trimmed)
                .average()
                .orElseThrow());
    }

    double mean() {
        return blocks.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /** Returns the standard error of the mean. */
    double error() {
        double mean = mean();
        double squares = blocks.stream()
                .mapToDouble(block -> (block - mean) * (block - mean))
                .sum();
        return Math.sqrt(squares / (blocks.size() - 1) / blocks.size());
    }

    double t() {
        return mean() / error();
    }

    /** Returns the row for a report. */
    Difference difference() {
        return new Difference(name, mean(), bound95(), t());
    }

    /** Returns half of the interval that contains the difference with a probability of 95%. */
    private double bound95() {
        return 1.96 * error();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-65s %+8.2f ns ± %.2f (95%%), t = %+.1f%s",
                name + ": " + one + " - " + other,
                mean(),
                bound95(),
                t(),
                Math.abs(t()) > CRITICAL_T ? ", a difference" : "");
    }
}
