package io.keystile.benchmarks;

import io.keystile.key.ApiKeyFormat;
import io.keystile.key.PresentedKey;
import java.security.SecureRandom;
import java.util.SplittableRandom;

/**
 * Generates keys by number. A number always gives the same key, so millions of keys need not be kept. Not thread-safe.
 */
public final class NumberedKeys {
    /** The format of the keys. */
    public static final ApiKeyFormat FORMAT = ApiKeyFormat.ofBrand("pk");
    /** The environment of the keys. */
    public static final String ENVIRONMENT = "live";

    private final SeededRandom random = new SeededRandom();

    /** Returns the key of this number. */
    public PresentedKey key(int number) {
        random.bytes = new SplittableRandom(number);
        return FORMAT.generate(ENVIRONMENT, random);
    }

    /** A deterministic source; no server ever accepts these keys. */
    private static final class SeededRandom extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private transient SplittableRandom bytes = new SplittableRandom(0);

        @Override
        public void nextBytes(byte[] filled) {
            bytes.nextBytes(filled);
        }
    }
}
