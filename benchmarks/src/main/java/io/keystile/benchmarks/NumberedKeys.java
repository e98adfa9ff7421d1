package io.keystile.benchmarks;

import io.keystile.key.ApiKeyFormat;
import io.keystile.key.PresentedKey;
import java.security.SecureRandom;
import java.util.SplittableRandom;

/** Makes the key of a number, the same each time, so that millions of keys need not be kept. For one thread. */
public final class NumberedKeys {
    /** How the keys are written. */
    public static final ApiKeyFormat FORMAT = ApiKeyFormat.ofBrand("pk");
    /** What the keys are for. */
    public static final String ENVIRONMENT = "live";

    private final Repeatable random = new Repeatable();

    /** Returns the key of a number. */
    public PresentedKey key(int number) {
        random.bytes = new SplittableRandom(number);
        return FORMAT.generate(ENVIRONMENT, random);
    }

    /** Not random at all, which for keys that nobody ever accepts is right. */
    private static final class Repeatable extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private transient SplittableRandom bytes = new SplittableRandom(0);

        @Override
        public void nextBytes(byte[] filled) {
            bytes.nextBytes(filled);
        }
    }
}
