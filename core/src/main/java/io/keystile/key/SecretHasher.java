package io.keystile.key;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Hashes the secrets of keys and verifies them in constant time.
 *
 * <p>A secret of {@link ApiKeyFormat} has 190 random bits, far above the 112 from which NIST SP 800-63B and OWASP ASVS
 * 6.5.2 ask for no more than one approved fast hash: SHA-256, or HMAC-SHA-256 with a {@link Pepper}. The schemes are a
 * closed set; a hash of another scheme, or with a pepper that is not configured, verifies nothing.
 *
 * <p>Thread-safe; takes no lock and keeps nothing per thread.
 */
public final class SecretHasher {
    /** By pepper version; {@link SecretHash#NO_PEPPER} is plain SHA-256. */
    private final Map<Integer, StripedPool<Digester>> digesters;

    private final int signingVersion;
    private final StripedPool<Digester> signer;
    private final SecretHash decoy;

    private SecretHasher(Pepper... peppers) {
        Map<Integer, StripedPool<Digester>> byVersion = new HashMap<>();
        int newest = SecretHash.NO_PEPPER;
        StripedPool<Digester> newestPool = new StripedPool<>(Digester::sha256);
        byVersion.put(newest, newestPool);
        for (Pepper pepper : peppers) {
            StripedPool<Digester> pool = new StripedPool<>(() -> Digester.hmacSha256(pepper));
            if (byVersion.put(pepper.version(), pool) != null) {
                throw new IllegalArgumentException(
                        "Two peppers have version " + pepper.version() + "; give each its own, the newest the highest");
            }
            if (pepper.version() > newest) {
                newest = pepper.version();
                newestPool = pool;
            }
        }
        this.digesters = Map.copyOf(byVersion);
        this.signingVersion = newest;
        this.signer = newestPool;
        this.decoy = SecretHash.of(newest, new byte[SecretHash.DIGEST_LENGTH]);
    }

    /** Returns a hasher that signs and verifies with SHA-256. */
    public static SecretHasher sha256() {
        return new SecretHasher();
    }

    /**
     * Returns a hasher that signs with HMAC-SHA-256 and the pepper of the highest version, and verifies with each of
     * them, and plain SHA-256 hashes from before there was a pepper.
     *
     * @throws IllegalArgumentException if no pepper is given, or two have the same version
     */
    public static SecretHasher peppered(Pepper... peppers) {
        if (peppers.length == 0) {
            throw new IllegalArgumentException("Give at least one pepper, or use SecretHasher.sha256()");
        }
        return new SecretHasher(Arrays.copyOf(peppers, peppers.length));
    }

    /** Returns the hash to store for a new key. */
    public SecretHash hash(PresentedKey key) {
        Digester digester = signer.take();
        SecretHash hash = SecretHash.of(signingVersion, digester.digestSecretOf(key));
        signer.giveBack(digester);
        return hash;
    }

    /** Tells, in constant time, whether {@code hash} was made of this key's secret. */
    public boolean verify(PresentedKey key, SecretHash hash) {
        StripedPool<Digester> pool = digesters.get(hash.pepperVersion());
        if (pool == null) {
            verifyDecoy(key);
            return false;
        }
        return matches(pool, key, hash);
    }

    /** Does the work of {@link #verify} for a key of which nothing is known, so that its denial takes as long. */
    public void verifyDecoy(PresentedKey key) {
        boolean unused = matches(signer, key, decoy);
    }

    private static boolean matches(StripedPool<Digester> pool, PresentedKey key, SecretHash hash) {
        Digester digester = pool.take();
        boolean same = hash.hasDigest(digester.digestSecretOf(key));
        pool.giveBack(digester);
        return same;
    }
}
