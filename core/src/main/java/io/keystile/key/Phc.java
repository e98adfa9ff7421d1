package io.keystile.key;

import java.util.Base64;

/** Encodes and decodes bytes as PHC strings do: base64 with the standard alphabet, without padding. */
final class Phc {
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

    static String encode(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }
}
