package io.keystile.key;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Encodes text of {@code 0-9 A-Z a-z _ -} in 64-bit words. A word holds up to ten characters of six bits each, the
 * first in the highest bits. The lowest four bits hold the number of characters.
 */
final class SixBit {
    /** The number of characters that one word holds. */
    static final int CHARS_PER_WORD = 10;

    private static final int BITS = 6;
    private static final int LENGTH_BITS = 4;
    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;

    /** Replaces the length if the text has more characters than the word holds. */
    private static final int TRUNCATED = CHARS_PER_WORD + 1;

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

    static boolean isEncodable(String text) {
        return text.chars().allMatch(c -> c < DIGITS.length && DIGITS[c] >= 0);
    }

    /** Returns a word that holds the first ten characters of {@code text[from..to)}, or all if there are fewer. */
    static long word(byte[] text, int from, int to) {
        int length = Math.max(0, Math.min(to - from, CHARS_PER_WORD));
        long word = 0;
        for (int i = from; i < from + length; i++) {
            word = word << BITS | DIGITS[text[i]];
        }
        return word << LENGTH_BITS | (to - from > CHARS_PER_WORD ? TRUNCATED : length);
    }

    /** Returns whether the text has more characters than the word holds. */
    static boolean isTruncated(long word) {
        return (word & LENGTH_MASK) == TRUNCATED;
    }

    /** Returns the characters that the word holds. */
    static String read(long word) {
        int length = Math.min((int) word & LENGTH_MASK, CHARS_PER_WORD);
        byte[] text = new byte[length];
        long rest = word >>> LENGTH_BITS;
        for (int i = length - 1; i >= 0; i--) {
            text[i] = ALPHABET[(int) rest & (ALPHABET.length - 1)];
            rest >>>= BITS;
        }
        return new String(text, StandardCharsets.US_ASCII);
    }
}
