package io.keystile.benchmarks;

import java.util.Arrays;
import java.util.Random;

/** Zipf's distribution with exponent 1: the n-th index is drawn 1/n times as often as the first. Immutable. */
public final class Zipf {
    private final double[] cumulative;

    /** Creates the distribution of {@code size} indexes, at least 1. */
    public Zipf(int size) {
        cumulative = new double[size];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += 1.0 / (i + 1);
            cumulative[i] = sum;
        }
    }

    /** Draws an index; 0 is the most likely. */
    public int draw(Random random) {
        double point = random.nextDouble() * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, point);
        return found >= 0 ? found : -found - 1;
    }
}
