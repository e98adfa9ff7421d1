package io.keystile.key;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/** Reads and writes base62 digits, in ASCII order: {@code 0-9 A-Z a-z}. */
final class Base62 {
    private static final byte[] ALPHABET =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);

    private static final byte NO_DIGIT = -1;

    /** Values by character. {@link #NO_DIGIT} has all bits set, so a bitwise OR of many values shows it. */
    private static final byte[] VALUES = values();

    /** The smallest bit mask that covers all digits. Draws above 61 are discarded, so that no digit is more likely. */
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

    /**
     * Returns whether {@code text[from..to)} contains only digits. The digits are random, so the loop does not branch
     * on their values.
     */
    static boolean areDigits(String text, int from, int to) {
        int all = 0;
        int characters = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            characters |= c;
            all |= VALUES[c & 0xff];
        }
        return all >= 0 && characters < VALUES.length;
    }

    /** Fills {@code text[from..to)} with random digits, all equally likely. */
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

    /** Returns the value of the digits {@code text[from..to)}, at most ten. */
    static long read(byte[] text, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value * ALPHABET.length + VALUES[text[i]];
        }
        return value;
    }
}
