package io.keystile.benchmarks.alerts;

import java.util.Random;

/** Draws that {@link Random} does not have. */
final class Chance {
    private static final double LARGE = 30;

    private Chance() {}

    /** Draws how many of many rare things happen; a rounded normal distribution where they are more than a few. */
    static int poisson(double mean, Random random) {
        if (mean > LARGE) {
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

    /** Draws a whole number from {@code least} to {@code most}, small ones as often as their tenfold. */
    static int logUniform(int least, int most, Random random) {
        return (int) Math.round(least * Math.exp(random.nextDouble() * Math.log((double) most / least)));
    }
}
