package io.keystile.benchmarks;

import java.util.Arrays;
import java.util.Random;

/** Draws by Zipf's law with exponent 1: the second is half as likely as the first, the third a third. */
public final class Zipf {
    private final double[] cumulative;

    /** Makes the law of so many, 1 or more. */
    public Zipf(int size) {
        cumulative = new double[size];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += 1.0 / (i + 1);
            cumulative[i] = sum;
        }
    }

    /** Draws an index, 0 the likeliest. */
    public int draw(Random random) {
        double point = random.nextDouble() * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, point);
        return found >= 0 ? found : -found - 1;
    }
}
