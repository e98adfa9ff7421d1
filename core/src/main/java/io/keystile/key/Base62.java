package io.keystile.key;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/** The 62 letters and digits a key is written in, in ASCII order: {@code 0-9 A-Z a-z}. */
final class Base62 {
    private static final byte[] ALPHABET =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);

    private static final byte NO_DIGIT = -1;

    /** By character; {@link #NO_DIGIT} has all bits set, so that it shows in a sum of many. */
    private static final byte[] VALUES = values();

    /** The smallest mask that covers every digit; a draw that it lets through beyond 61 is thrown away. */
    private static final int DRAW_MASK = 63;

    private Base62() {}

    private static byte[] values() {
        byte[] values = new byte[256];
        Arrays.fill(values, NO_DIGIT);
        for (int value = 0; value < ALPHABET.length; value++) {
            values[ALPHABET[value]] = (byte) value;
        }
        return values;
    }

    /** Tells whether {@code text[from..to)} is all digits. What they are is random, so nothing here depends on it but sums. */
    static boolean areDigits(byte[] text, int from, int to) {
        int all = 0;
        for (int i = from; i < to; i++) {
            all |= VALUES[text[i] & 0xff];
        }
        return all >= 0;
    }

    /** Fills {@code text[from..to)} with digits that are all equally likely. */
    static void fillRandom(byte[] text, int from, int to, SecureRandom random) {
        byte[] draws = new byte[to - from];
        int at = from;
        while (at < to) {
            random.nextBytes(draws);
            for (int i = 0; i < draws.length && at < to; i++) {
                int digit = draws[i] & DRAW_MASK;
                if (digit < ALPHABET.length) {
                    text[at++] = ALPHABET[digit];
                }
            }
        }
    }

    /** Writes {@code value} into {@code text[from..to)}, left-padded with {@code 0}. */
    static void write(long value, byte[] text, int from, int to) {
        long rest = value;
        for (int i = to - 1; i >= from; i--) {
            text[i] = ALPHABET[(int) (rest % ALPHABET.length)];
            rest /= ALPHABET.length;
        }
    }

    /** Returns the value of what {@link #write} has put into {@code text[from..to)}: up to ten digits. */
    static long read(byte[] text, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value * ALPHABET.length + VALUES[text[i]];
        }
        return value;
    }
}
