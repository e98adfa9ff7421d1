package io.keystile.key;

import java.util.Arrays;
import java.util.Set;

/**
 * Hashes the secrets of keys and verifies them in constant time.
 *
 * <p>A secret of {@link ApiKeyFormat} has 190 random bits, far above the 112 from which NIST SP 800-63B and OWASP ASVS
 * 6.5.2 ask for no more than one approved fast hash: SHA-256, or HMAC-SHA-256 with a {@link Pepper}. Hashes that were made
 * elsewhere are verified too, see {@link SecretHash}: the slow ones within {@link SlowHashBounds}, and once each, because
 * of a secret that was right a fast hash is remembered. The schemes are a closed set; a hash of another scheme, or with a
 * pepper that is not configured, verifies nothing.
 *
 * <p>Thread-safe. With fast hashes it takes no lock, and it keeps nothing per thread.
 */
public final class SecretHasher {
    private final Pepper[] peppers;
    private final FastHasher fast;
    private final SlowVerifier slow;
    private final Set<String> verifiable;

    private SecretHasher(SlowHashBounds bounds, Pepper... peppers) {
        this.peppers = peppers;
        this.fast = new FastHasher(peppers);
        this.slow = new SlowVerifier(bounds, fast);
        this.verifiable = HashScheme.namesWith(peppers);
    }

    /** Returns a hasher that signs with SHA-256, and verifies all but HMACs. */
    public static SecretHasher sha256() {
        return new SecretHasher(SlowHashBounds.standard());
    }

    /**
     * Returns a hasher that signs with HMAC-SHA-256 and the pepper of the highest version that {@link Pepper#signs signs},
     * with SHA-256 if none does; and verifies with each of them, and all that is no HMAC.
     *
     * @throws IllegalArgumentException if no pepper is given, or two have the same version
     */
    public static SecretHasher peppered(Pepper... peppers) {
        if (peppers.length == 0) {
            throw new IllegalArgumentException("Give at least one pepper, or use SecretHasher.sha256()");
        }
        return new SecretHasher(SlowHashBounds.standard(), Arrays.copyOf(peppers, peppers.length));
    }

    /** Returns a hasher with the same peppers and these bounds; {@link SlowHashBounds#standard} unless set. */
    public SecretHasher withSlowHashes(SlowHashBounds bounds) {
        return new SecretHasher(bounds, peppers);
    }

    /** Returns the hash to store for a key. */
    public SecretHash hash(PresentedKey key) {
        return fast.hash(key);
    }

    /** Tells, in constant time, whether {@code hash} was made of this key's secret. */
    public Verdict verify(PresentedKey key, SecretHash hash) {
        SlowFunction function = hash.slowFunction();
        return function == null ? fast.verify(key, hash) : slow.verify(key, hash, function);
    }

    /** Returns a hash that no key has: to be verified for a key of which nothing is known, so that it takes as long. */
    public SecretHash decoy() {
        return fast.decoy();
    }

    /** Tells whether {@link #verify} would take its time: the hash is a slow one, of which no secret was right yet. */
    public boolean isSlow(SecretHash hash) {
        return hash.slowFunction() != null && !slow.isProven(hash);
    }

    /** Tells whether {@link #hash} would make another kind of hash now: of another scheme, or with another pepper. */
    public boolean isOutdated(SecretHash hash) {
        return fast.isOutdated(hash);
    }

    /**
     * Tells whether a hash of this scheme can be verified: whether it is known, and its pepper configured.
     *
     * @param scheme as {@link SecretHash#scheme} names it
     */
    public boolean canVerify(String scheme) {
        return verifiable.contains(scheme);
    }
}
