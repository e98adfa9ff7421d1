package io.keystile.benchmarks.alerts;

import java.util.Random;

/** Random distributions that {@link Random} lacks. */
final class Distributions {
    private static final double MAX_EXACT_MEAN = 30;

    private Distributions() {}

    /** Returns a Poisson-distributed number. For means above 30 it is a rounded normal approximation. */
    static int poisson(double mean, Random random) {
        if (mean > MAX_EXACT_MEAN) {
            return (int) Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        double limit = Math.exp(-mean);
        double product = random.nextDouble();
        int count = 0;
        while (product > limit) {
            count++;
            product *= random.nextDouble();
        }
        return count;
    }

    /** Returns a log-uniform whole number from {@code least} to {@code most}. */
    static int logUniform(int least, int most, Random random) {
        return (int) Math.round(least * Math.exp(random.nextDouble() * Math.log((double) most / least)));
    }
}
