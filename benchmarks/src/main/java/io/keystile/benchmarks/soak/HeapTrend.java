package io.keystile.benchmarks.soak;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** The heap in use after a collection, over time. */
final class HeapTrend {
    private static final double MEGABYTE = 1 << 20;
    private static final double NANOS_PER_MINUTE = 60e9;

    private final List<double[]> samples = new ArrayList<>();

    void sample() {
        System.gc();
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        add(System.nanoTime() / NANOS_PER_MINUTE, used / MEGABYTE);
    }

    void add(double minute, double megabytes) {
        samples.add(new double[] {minute, megabytes});
    }

    double last() {
        return samples.get(samples.size() - 1)[1];
    }

    /**
     * Returns the growth in megabytes per minute, by least squares. Skips the first third of the samples, during which
     * tables fill up.
     */
    double growth() {
        List<double[]> late = samples.subList(samples.size() / 3, samples.size());
        double meanX = late.stream().mapToDouble(sample -> sample[0]).average().orElse(0);
        double meanY = late.stream().mapToDouble(sample -> sample[1]).average().orElse(0);
        double products = 0;
        double squares = 0;
        for (double[] sample : late) {
            products += (sample[0] - meanX) * (sample[1] - meanY);
            squares += (sample[0] - meanX) * (sample[0] - meanX);
        }
        return squares == 0 ? 0 : products / squares;
    }
}
