package io.keystile.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A million keys of a fixed seed: drawn well, read back, and different from each other. */
class KeysInBulkTest {
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int KEYS = 1_000_000;
    private static final int HEAD = "pk_live_".length();
    private static final int DRAWN = 44;

    /**
     * The quantile of chi-square with 61 degrees of freedom that fair draws exceed with probability 0.01 / 44. So the 44
     * tests together, one for each place of id and secret, are at a significance level of 1 percent.
     */
    private static final double CRITICAL = 107.4;

    /** Ten base62 digits fill 60 of the 63 bits of a positive long. */
    private static final int TOLD_APART_BY = 10;

    private final ApiKeyFormat format = ApiKeyFormat.ofBrand("pk");
    private final SeededRandom random = new SeededRandom(62);

    @Test
    void aMillionKeysAreReadBackAndDistinctAndEachPlaceHoldsEveryCharacterEquallyOften() {
        int[][] counts = new int[DRAWN][128];
        long[] beginnings = new long[KEYS];
        int readBack = 0;
        for (int i = 0; i < KEYS; i++) {
            String text = format.generate("live", random).reveal();
            PresentedKey parsed = format.parse(text);
            readBack += parsed != null && text.startsWith(parsed.id().value(), HEAD) ? 1 : 0;
            beginnings[i] = numberIn(text);
            for (int at = 0; at < DRAWN; at++) {
                counts[at][text.charAt(HEAD + at)]++;
            }
        }

        assertThat(readBack).isEqualTo(KEYS);
        assertThat(Arrays.stream(beginnings).sorted().distinct().count())
                .as("ids that differ in their first ten characters")
                .isEqualTo(KEYS);
        assertThat(Arrays.stream(counts)
                        .mapToDouble(KeysInBulkTest::chiSquare)
                        .max()
                        .orElseThrow())
                .as("the worst of the %d places", DRAWN)
                .isLessThan(CRITICAL);
    }

    @Test
    void everyChangeOfOneCharacterIsRefusedOffline() {
        int refused = 0;
        int changes = 0;
        for (int i = 0; i < 100; i++) {
            String key = format.generate("live", random).reveal();
            for (int at = 0; at < key.length(); at++) {
                for (char c = ' '; c <= '\u00ff'; c++) {
                    if (c != key.charAt(at)) {
                        String changed = key.substring(0, at) + c + key.substring(at + 1);
                        changes++;
                        refused += format.parse(changed) == null ? 1 : 0;
                    }
                }
            }
        }

        assertThat(changes).isEqualTo(100 * 58 * 223);
        assertThat(refused).isEqualTo(changes);
    }

    private static long numberIn(String key) {
        long number = 0;
        for (int i = HEAD; i < HEAD + TOLD_APART_BY; i++) {
            number = number * 62 + BASE62.indexOf(key.charAt(i));
        }
        return number;
    }

    private static double chiSquare(int[] counts) {
        double expected = KEYS / 62.0;
        return BASE62.chars()
                .mapToDouble(c -> (counts[c] - expected) * (counts[c] - expected) / expected)
                .sum();
    }
}
