package io.keystile.monitoring.internal;

import java.time.Duration;

/** Checks what rules and reactions are set to. */
public final class Thresholds {
    private Thresholds() {}

    /**
     * Returns {@code value} if it is large enough.
     *
     * @throws IllegalArgumentException if not
     */
    public static int atLeast(int least, int value, String what) {
        if (value < least) {
            throw new IllegalArgumentException(what + " is at least " + least + "; got " + value);
        }
        return value;
    }

    /**
     * Returns {@code value} if it is from 1 to {@code most}.
     *
     * @throws IllegalArgumentException if not
     */
    public static int upTo(int most, int value, String what) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(what + " is from 1 to " + most + "; got " + value);
        }
        return value;
    }

    /**
     * Returns {@code value} if it is from 0 to 1.
     *
     * @throws IllegalArgumentException if not
     */
    public static double share(double value, String what) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(what + " is from 0 to 1; got " + value);
        }
        return value;
    }

    /**
     * Returns {@code value} if it is positive.
     *
     * @throws IllegalArgumentException if not
     */
    public static Duration positive(Duration value, String what) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(what + " is longer than zero; got " + value);
        }
        return value;
    }
}
