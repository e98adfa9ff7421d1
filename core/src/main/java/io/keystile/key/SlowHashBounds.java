package io.keystile.key;

import java.time.Duration;

/**
 * Limits on the resources that verifying slow hashes (bcrypt, scrypt, Argon2id) takes, for all callers together. A
 * verification beyond these limits does not run, and its result is {@link Verdict#BUSY}. Waiting clients take turns, by
 * address; a client with none waiting takes the place of another one's last if all places are taken.
 *
 * @param atOnce the maximum number of verifications at the same time; each uses one processor and up to 256 MiB of
 *     heap; 1 to 1,024
 * @param waiting the maximum number of threads that wait for a verification to end; 0 to 10,000
 * @param patience the maximum time that a thread waits; not negative, at most 10 seconds
 */
public record SlowHashBounds(int atOnce, int waiting, Duration patience) {
    private static final int MAX_AT_ONCE = 1_024;
    private static final int MAX_WAITING = 10_000;
    private static final Duration MAX_PATIENCE = Duration.ofSeconds(10);
    private static final int STANDARD_WAITING_PER_VERIFICATION = 4;
    private static final Duration STANDARD_PATIENCE = Duration.ofSeconds(1);

    /**
     * Creates bounds.
     *
     * @throws IllegalArgumentException if a component is out of bounds
     */
    public SlowHashBounds {
        if (atOnce < 1 || atOnce > MAX_AT_ONCE) {
            throw new IllegalArgumentException("atOnce is " + atOnce + "; give 1 to " + MAX_AT_ONCE);
        }
        if (waiting < 0 || waiting > MAX_WAITING) {
            throw new IllegalArgumentException("waiting is " + waiting + "; give 0 to " + MAX_WAITING);
        }
        if (patience.isNegative() || patience.compareTo(MAX_PATIENCE) > 0) {
            throw new IllegalArgumentException("patience is " + patience + "; give 0 to 10 seconds");
        }
    }

    /**
     * Returns the default bounds: one verification for every two processors, at least one, and four waiting threads for
     * each verification, for at most a second.
     */
    public static SlowHashBounds standard() {
        int atOnce = Math.max(1, Math.min(MAX_AT_ONCE, Runtime.getRuntime().availableProcessors() / 2));
        return new SlowHashBounds(atOnce, atOnce * STANDARD_WAITING_PER_VERIFICATION, STANDARD_PATIENCE);
    }
}
