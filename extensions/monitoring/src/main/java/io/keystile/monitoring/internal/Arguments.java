package io.keystile.monitoring.internal;

import java.time.Duration;

/** Checks arguments of constructors and builders. Each method returns the value that it has checked. */
public final class Arguments {
    private Arguments() {}

    /**
     * Returns {@code value}.
     *
     * @param name names the argument in the message, such as "The number of keys"
     * @throws IllegalArgumentException if {@code value} is less than {@code min}
     */
    public static int atLeast(int min, int value, String name) {
        if (value < min) {
            throw new IllegalArgumentException(name + " must be at least " + min + "; got " + value);
        }
        return value;
    }

    /**
     * Returns {@code value}.
     *
     * @param name names the argument in the message
     * @throws IllegalArgumentException if {@code value} is less than 1 or greater than {@code max}
     */
    public static int upTo(int max, int value, String name) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(name + " must be from 1 to " + max + "; got " + value);
        }
        return value;
    }

    /**
     * Returns {@code value}, a share.
     *
     * @param name names the argument in the message
     * @throws IllegalArgumentException if {@code value} is less than 0, greater than 1, or NaN
     */
    public static double share(double value, String name) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be from 0 to 1; got " + value);
        }
        return value;
    }

    /**
     * Returns {@code value}.
     *
     * @param name names the argument in the message
     * @throws IllegalArgumentException if {@code value} is zero or negative
     */
    public static Duration positive(Duration value, String name) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be longer than zero; got " + value);
        }
        return value;
    }
}
