package io.keystile.key;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/** The 62 letters and digits a key is written in, in ASCII order: {@code 0-9 A-Z a-z}. */
final class Base62 {
    private static final byte[] ALPHABET =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);

    /** The smallest mask that covers every digit; a draw that it lets through beyond 61 is thrown away. */
    private static final int DRAW_MASK = 63;

    private Base62() {}

    static boolean isDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
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

    /** Tells whether {@code text[from..to)} is what {@link #write} would put there. */
    static boolean isWritten(long value, byte[] text, int from, int to) {
        long rest = value;
        for (int i = to - 1; i >= from; i--) {
            if (text[i] != ALPHABET[(int) (rest % ALPHABET.length)]) {
                return false;
            }
            rest /= ALPHABET.length;
        }
        return rest == 0;
    }
}
