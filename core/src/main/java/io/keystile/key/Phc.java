package io.keystile.key;

import java.util.Base64;

/** Bytes as they stand in PHC strings: base64 of the standard alphabet, without padding. */
final class Phc {
    private Phc() {}

    /** Tells whether a text of that alphabet can be base64: a single character in the end would be less than a byte. */
    static boolean isBase64(String text) {
        return text.length() % 4 != 1;
    }

    static byte[] decode(String text) {
        return Base64.getDecoder().decode(text);
    }

    static String encode(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }
}
