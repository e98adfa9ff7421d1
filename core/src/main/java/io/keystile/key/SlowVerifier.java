package io.keystile.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Verifies slow hashes, a bounded number at once, and remembers of each one that was right what a fast hash of the same
 * secret is, so that it is slow but once. Remembers hashes, no secrets. Thread-safe.
 */
final class SlowVerifier {
    private static final int MAX_PROVEN = 100_000;

    private final Semaphore turns;
    private final Semaphore seats;
    private final long patienceNanos;
    private final FastHasher fastHasher;

    /** Fast hashes of secrets that were right, by the text of the slow hash. */
    private final Cache<String, SecretHash> proven = Caffeine.newBuilder()
            .maximumSize(MAX_PROVEN)
            .executor(Runnable::run)
            .build();

    SlowVerifier(SlowHashBounds bounds, FastHasher fastHasher) {
        this.turns = new Semaphore(bounds.atOnce());
        this.seats = new Semaphore(bounds.waiting());
        this.patienceNanos = bounds.patience().toNanos();
        this.fastHasher = fastHasher;
    }

    /** Tells whether a secret of this hash was right before, so that verifying it is quick now. */
    boolean isProven(SecretHash slow) {
        return proven.getIfPresent(slow.encoded()) != null;
    }

    Verdict verify(PresentedKey key, SecretHash slow, SlowFunction function) {
        SecretHash fast = proven.getIfPresent(slow.encoded());
        if (fast != null) {
            return fastHasher.verify(key, fast);
        }
        if (!awaitTurn()) {
            return Verdict.BUSY;
        }
        try {
            return verifyInTurn(key, slow, function);
        } catch (OutOfMemoryError e) {
            // One array was too large for what is left of the heap: that says nothing of the key, and stops nobody
            // else.
            return Verdict.BUSY;
        } finally {
            turns.release();
        }
    }

    private Verdict verifyInTurn(PresentedKey key, SecretHash slow, SlowFunction function) {
        SecretHash provenMeanwhile = proven.getIfPresent(slow.encoded());
        if (provenMeanwhile != null) {
            return fastHasher.verify(key, provenMeanwhile);
        }
        byte[] digest = function.digest(key.copyOfSecret());
        if (digest == null || !slow.hasDigest(digest)) {
            return Verdict.WRONG;
        }
        proven.put(slow.encoded(), fastHasher.hash(key));
        return Verdict.RIGHT;
    }

    private boolean awaitTurn() {
        if (turns.tryAcquire()) {
            return true;
        }
        if (!seats.tryAcquire()) {
            return false;
        }
        try {
            return turns.tryAcquire(patienceNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            seats.release();
        }
    }
}
