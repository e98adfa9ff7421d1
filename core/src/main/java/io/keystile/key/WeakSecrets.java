package io.keystile.key;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Detects secrets that are certainly not random, such as typed text or a placeholder from a configuration file. It
 * accepts random bytes, also in hexadecimal or base64: the chance that it rejects 32 random bytes is less than one in a
 * million.
 */
final class WeakSecrets {
    /** 32 random bytes have fewer distinct values than this only once in more than 10^30 draws. */
    private static final int MIN_DISTINCT_VALUES = 8;

    private static final int VALUES = 256;
    private static final int MAX_DISTANCE = 64;

    /** Words of at least six letters, so that random base64 text does not contain one by chance. */
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

    private WeakSecrets() {}

    static boolean isObviouslyWeak(byte[] secret) {
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
     * Compares the bytes at each distance. In repeated text they are equal at one distance, and in a sequence they
     * differ by a constant. If more than two in five pairs have the same difference, this is not chance.
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
