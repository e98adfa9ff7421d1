package io.keystile.key;

import java.security.SecureRandom;
import java.util.Random;

/** A random source with a fixed seed, so that a test can be repeated. */
public final class SeededRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final transient Random random;

    public SeededRandom(long seed) {
        this.random = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
    }
}
