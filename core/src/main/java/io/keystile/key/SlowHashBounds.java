package io.keystile.key;

import java.time.Duration;

/**
 * How much of a server slow hashes (bcrypt, scrypt, Argon2id) may take, whoever sends keys. What would be more cannot be
 * told, and is not verified.
 *
 * @param atOnce the most that are verified at the same time, each on one processor and with up to 256 MiB of heap; 1 to 1,024
 * @param waiting the most threads that wait for their turn; 0 to 10,000
 * @param patience how long a thread waits for its turn; not negative, at most 10 seconds
 */
public record SlowHashBounds(int atOnce, int waiting, Duration patience) {
    private static final int MAX_AT_ONCE = 1_024;
    private static final int MAX_WAITING = 10_000;
    private static final Duration MAX_PATIENCE = Duration.ofSeconds(10);
    private static final int STANDARD_WAITING_PER_TURN = 4;
    private static final Duration STANDARD_PATIENCE = Duration.ofSeconds(1);

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if something is out of bounds
     */
    public SlowHashBounds {
        if (atOnce < 1 || atOnce > MAX_AT_ONCE) {
            throw new IllegalArgumentException("1 to " + MAX_AT_ONCE + " hashes are verified at once; got " + atOnce);
        }
        if (waiting < 0 || waiting > MAX_WAITING) {
            throw new IllegalArgumentException("0 to " + MAX_WAITING + " threads wait; got " + waiting);
        }
        if (patience.isNegative() || patience.compareTo(MAX_PATIENCE) > 0) {
            throw new IllegalArgumentException("A thread waits 0 to 10 seconds; got " + patience);
        }
    }

    /** Returns half of the processors, at least one; four threads waiting for each of them, and for at most a second. */
    public static SlowHashBounds standard() {
        int atOnce = Math.max(1, Math.min(MAX_AT_ONCE, Runtime.getRuntime().availableProcessors() / 2));
        return new SlowHashBounds(atOnce, atOnce * STANDARD_WAITING_PER_TURN, STANDARD_PATIENCE);
    }
}
