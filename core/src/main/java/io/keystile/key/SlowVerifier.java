package io.keystile.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * Verifies slow hashes, a bounded number at once, in {@linkplain FairTurns fair turns} of the clients. Once a secret
 * was right, a fast hash of it is cached, so that later verifications of the same slow hash are fast. The cache
 * contains hashes, no secrets. Thread-safe.
 */
final class SlowVerifier {
    private static final int MAX_VERIFIED = 100_000;

    private final FairTurns turns;
    private final FastHasher fastHasher;

    /** Fast hashes of right secrets, by the text of the slow hash. */
    private final Cache<String, SecretHash> verified = Caffeine.newBuilder()
            .maximumSize(MAX_VERIFIED)
            .executor(Runnable::run)
            .build();

    SlowVerifier(SlowHashBounds bounds, FastHasher fastHasher) {
        this.turns = new FairTurns(bounds);
        this.fastHasher = fastHasher;
    }

    /** Returns whether a secret was right for this hash before, so that verifying it is fast. */
    boolean isVerified(SecretHash slow) {
        return verified.getIfPresent(slow.encoded()) != null;
    }

    Verdict verify(PresentedKey key, SecretHash slow, SlowFunction function, Object client) {
        SecretHash fast = verified.getIfPresent(slow.encoded());
        if (fast != null) {
            return fastHasher.verify(key, fast);
        }
        if (!turns.acquire(client)) {
            return Verdict.BUSY;
        }
        try {
            return verifyInTurn(key, slow, function);
        } catch (OutOfMemoryError e) {
            // An array did not fit into the heap. The key may still be right, and other threads are not affected.
            return Verdict.BUSY;
        } finally {
            turns.release(client);
        }
    }

    /** Verifies a secret if one was right for this hash before; else returns {@link Verdict#BUSY}. */
    Verdict verifyAgain(PresentedKey key, SecretHash slow) {
        SecretHash fast = verified.getIfPresent(slow.encoded());
        return fast == null ? Verdict.BUSY : fastHasher.verify(key, fast);
    }

    private Verdict verifyInTurn(PresentedKey key, SecretHash slow, SlowFunction function) {
        SecretHash verifiedMeanwhile = verified.getIfPresent(slow.encoded());
        if (verifiedMeanwhile != null) {
            return fastHasher.verify(key, verifiedMeanwhile);
        }
        byte[] digest = function.digest(key.copyOfSecret());
        if (digest == null || !slow.hasDigest(digest)) {
            return Verdict.WRONG;
        }
        verified.put(slow.encoded(), fastHasher.hash(key));
        return Verdict.RIGHT;
    }
}
