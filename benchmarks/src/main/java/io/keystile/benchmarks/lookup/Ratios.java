package io.keystile.benchmarks.lookup;

import java.util.stream.DoubleStream;

/** The median of some ratios and the standard error of their mean. Of an even number, the larger of the middle two. */
record Ratios(double median, double standardError) {
    static Ratios of(double... ratios) {
        double[] sorted = DoubleStream.of(ratios).sorted().toArray();
        double mean = DoubleStream.of(ratios).average().orElseThrow();
        double squares = DoubleStream.of(ratios)
                .map(ratio -> (ratio - mean) * (ratio - mean))
                .sum();
        int count = ratios.length;
        return new Ratios(sorted[count / 2], Math.sqrt(squares / Math.max(1, count - 1) / count));
    }
}
