package io.keystile.key;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Encodes and decodes bytes as PHC strings do: base64 with the standard alphabet, without padding. */
final class Phc {
    /** How many bits one character holds. */
    private static final int BITS = 6;

    private Phc() {}

    /**
     * Returns whether text of that alphabet has a valid length: not 1 modulo 4, because one character is less than a
     * byte.
     */
    static boolean hasBase64Length(String text) {
        return text.length() % 4 != 1;
    }

    static byte[] decode(String text) {
        return Base64.getDecoder().decode(text);
    }

    /** Decodes {@code text[from..]}. Returns null if that is not base64, or not of {@code length} bytes. */
    static byte @Nullable [] decode(String text, int from, int length) {
        if (text.length() - from != (length * Byte.SIZE + BITS - 1) / BITS) {
            return null;
        }
        for (int i = from; i < text.length(); i++) {
            if (valueOf(text.charAt(i)) < 0) {
                return null;
            }
        }
        return decode(text.substring(from));
    }

    /**
     * Returns whether the last character has a bit that belongs to no byte, and is not zero. No encoder sets one.
     *
     * @param text base64 of {@code length} bytes at its end
     */
    static boolean hasSpareBits(String text, int length) {
        int spare = (BITS - length * Byte.SIZE % BITS) % BITS;
        return (valueOf(text.charAt(text.length() - 1)) & ((1 << spare) - 1)) != 0;
    }

    /** Returns the value of a character, or -1 if it is not in the alphabet. */
    private static int valueOf(char c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return c == '+' ? 62 : c == '/' ? 63 : -1;
    }

    static String encode(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }
}
