package io.keystile.key;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Text of {@code 0-9 A-Z a-z _ -} in numbers: up to ten characters in one, six bits each, the first in the highest bits,
 * and below them how many there are, in four bits.
 */
final class SixBit {
    /** How many characters one number holds. */
    static final int IN_WORD = 10;

    private static final int BITS = 6;
    private static final int LENGTH_BITS = 4;
    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;

    /** Stands for the length where characters follow that the number does not hold. */
    private static final int CUT = IN_WORD + 1;

    private static final byte[] ALPHABET =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DIGITS = digits();

    private SixBit() {}

    private static byte[] digits() {
        byte[] digits = new byte[128];
        Arrays.fill(digits, (byte) -1);
        for (int digit = 0; digit < ALPHABET.length; digit++) {
            digits[ALPHABET[digit]] = (byte) digit;
        }
        return digits;
    }

    static boolean canWrite(String text) {
        return text.chars().allMatch(c -> c < DIGITS.length && DIGITS[c] >= 0);
    }

    /** Returns the number of what stands in {@code text[from..to)}, of which it holds the first ten characters. */
    static long word(byte[] text, int from, int to) {
        int length = Math.max(0, Math.min(to - from, IN_WORD));
        long word = 0;
        for (int i = from; i < from + length; i++) {
            word = word << BITS | DIGITS[text[i]];
        }
        return word << LENGTH_BITS | (to - from > IN_WORD ? CUT : length);
    }

    /** Tells whether the text goes on after what the number holds. */
    static boolean isCut(long word) {
        return (word & LENGTH_MASK) == CUT;
    }

    /** Returns the characters that a number holds. */
    static String read(long word) {
        int length = Math.min((int) word & LENGTH_MASK, IN_WORD);
        byte[] text = new byte[length];
        long rest = word >>> LENGTH_BITS;
        for (int i = length - 1; i >= 0; i--) {
            text[i] = ALPHABET[(int) rest & (ALPHABET.length - 1)];
            rest >>>= BITS;
        }
        return new String(text, StandardCharsets.US_ASCII);
    }
}
