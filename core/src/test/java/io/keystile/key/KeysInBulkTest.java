package io.keystile.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Generates a million keys from a fixed seed and checks that they are uniform, distinct and can be parsed. */
class KeysInBulkTest {
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int KEYS = 1_000_000;
    private static final int HEAD = "pk_live_".length();
    private static final int RANDOM_CHARS = 44;

    /**
     * The quantile of chi-square with 61 degrees of freedom that uniform draws exceed with probability 0.01 / 44. So
     * the 44 tests together, one for each position of id and secret, have a significance level of 1 percent.
     */
    private static final double CRITICAL = 107.4;

    /** The number of characters compared: ten base62 digits fit into 60 of the 63 bits of a positive long. */
    private static final int COMPARED = 10;

    private final ApiKeyFormat format = ApiKeyFormat.ofBrand("pk");
    private final SeededRandom random = new SeededRandom(62);

    @Test
    void aMillionKeysAreParsedAndDistinctAndUniformAtEachPosition() {
        int[][] counts = new int[RANDOM_CHARS][128];
        long[] prefixes = new long[KEYS];
        int parsedKeys = 0;
        for (int i = 0; i < KEYS; i++) {
            String text = format.generate("live", random).reveal();
            PresentedKey parsed = format.parse(text);
            parsedKeys += parsed != null && text.startsWith(parsed.id().value(), HEAD) ? 1 : 0;
            prefixes[i] = prefixOf(text);
            for (int at = 0; at < RANDOM_CHARS; at++) {
                counts[at][text.charAt(HEAD + at)]++;
            }
        }

        assertThat(parsedKeys).isEqualTo(KEYS);
        assertThat(Arrays.stream(prefixes).sorted().distinct().count())
                .as("ids that differ in their first ten characters")
                .isEqualTo(KEYS);
        assertThat(Arrays.stream(counts)
                        .mapToDouble(KeysInBulkTest::chiSquare)
                        .max()
                        .orElseThrow())
                .as("the worst of the %d positions", RANDOM_CHARS)
                .isLessThan(CRITICAL);
    }

    @Test
    void everyChangeOfOneCharacterIsDetectedByTheChecksum() {
        int rejected = 0;
        int changes = 0;
        for (int i = 0; i < 100; i++) {
            String key = format.generate("live", random).reveal();
            for (int at = 0; at < key.length(); at++) {
                for (char c = ' '; c <= '\u00ff'; c++) {
                    if (c != key.charAt(at)) {
                        String changed = key.substring(0, at) + c + key.substring(at + 1);
                        changes++;
                        rejected += format.parse(changed) == null ? 1 : 0;
                    }
                }
            }
        }

        assertThat(changes).isEqualTo(100 * 58 * 223);
        assertThat(rejected).isEqualTo(changes);
    }

    private static long prefixOf(String key) {
        long number = 0;
        for (int i = HEAD; i < HEAD + COMPARED; i++) {
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
