package io.keystile.key;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Tells what surely was not drawn at random: what somebody typed, or left in a configuration as it was. It accepts random
 * bytes, and random bytes written in hexadecimal or base64: the chance that it refuses 32 of them is less than one in a
 * million.
 */
final class Guessable {
    /** Random bytes have fewer than this many different values once in more than 10^30 draws of 32. */
    private static final int MIN_DISTINCT_VALUES = 8;

    private static final int VALUES = 256;
    private static final int MAX_DISTANCE = 64;

    /** Of six letters at least, so that base64 does not hold one by chance. */
    private static final List<String> WORDS = List.of(
            "changeme",
            "change-me",
            "change_me",
            "secret",
            "passwd",
            "password",
            "default",
            "example",
            "pepper",
            "keystile",
            "apikey",
            "replace",
            "insert",
            "qwerty");

    private Guessable() {}

    static boolean isVisibly(byte[] secret) {
        return distinctValues(secret) < MIN_DISTINCT_VALUES || followsPattern(secret) || containsWord(secret);
    }

    private static int distinctValues(byte[] bytes) {
        boolean[] seen = new boolean[VALUES];
        int distinct = 0;
        for (byte b : bytes) {
            if (!seen[b & 0xff]) {
                seen[b & 0xff] = true;
                distinct++;
            }
        }
        return distinct;
    }

    /**
     * Looks at bytes that are some distance apart. In what repeats itself they are equal at one distance, in a sequence they
     * differ by the same amount; where that holds for two pairs in five, it is no chance.
     */
    private static boolean followsPattern(byte[] bytes) {
        for (int distance = 1; distance <= Math.min((bytes.length + 1) / 2, MAX_DISTANCE); distance++) {
            int[] differences = new int[VALUES];
            int pairs = bytes.length - distance;
            int most = 0;
            for (int i = 0; i < pairs; i++) {
                int difference = (bytes[i + distance] - bytes[i]) & 0xff;
                most = Math.max(most, ++differences[difference]);
            }
            if (most * 5 > pairs * 2) {
                return true;
            }
        }
        return false;
    }

    private static boolean containsWord(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        return WORDS.stream().anyMatch(text::contains);
    }
}
