package io.keystile.key;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Creates SHA-256 hashes, or HMAC-SHA-256 hashes with the newest pepper. Verifies SHA-256, SHA-512 and the HMACs of all
 * peppers, in constant time. Thread-safe and lock-free; keeps nothing per thread.
 */
final class FastHasher {
    private final StripedPool<Digester> sha256 = new StripedPool<>(Digester::sha256);
    private final StripedPool<Digester> sha512 = new StripedPool<>(Digester::sha512);
    /** By pepper version. */
    private final Map<Integer, StripedPool<Digester>> hmacs;

    private final HashScheme signingScheme;
    private final int signingVersion;
    private final StripedPool<Digester> signer;
    private final SecretHash decoy;

    FastHasher(Pepper... peppers) {
        Map<Integer, StripedPool<Digester>> byVersion = new HashMap<>();
        int newest = SecretHash.NO_PEPPER;
        StripedPool<Digester> newestPool = sha256;
        for (Pepper pepper : peppers) {
            StripedPool<Digester> pool = new StripedPool<>(() -> Digester.hmacSha256(pepper));
            if (byVersion.put(pepper.version(), pool) != null) {
                throw new IllegalArgumentException("Two peppers have version " + pepper.version()
                        + "; give each a different version, the newest the highest");
            }
            if (pepper.signs() && pepper.version() > newest) {
                newest = pepper.version();
                newestPool = pool;
            }
        }
        this.hmacs = Map.copyOf(byVersion);
        this.signingScheme = newest == SecretHash.NO_PEPPER ? HashScheme.SHA256 : HashScheme.HMAC_SHA256;
        this.signingVersion = newest;
        this.signer = newestPool;
        this.decoy = hashOf(new byte[SecretHash.SHA256_LENGTH]);
    }

    private SecretHash hashOf(byte[] digest) {
        return signingScheme == HashScheme.SHA256
                ? SecretHash.ofSha256(digest)
                : SecretHash.ofHmacSha256(signingVersion, digest);
    }

    SecretHash hash(PresentedKey key) {
        Digester digester = signer.acquire();
        SecretHash hash = hashOf(key.digest(digester));
        signer.release(digester);
        return hash;
    }

    /** Verifies a fast hash. If it cannot be verified, it is wrong, and the decoy is verified to take as long. */
    Verdict verify(PresentedSecret key, SecretHash hash) {
        if (hash.hashScheme() == HashScheme.SHA256 && key instanceof KeyBuffer buffer) {
            return hash.hasDigest(buffer.sha256OfSecret()) ? Verdict.RIGHT : Verdict.WRONG;
        }
        StripedPool<Digester> pool = poolOf(hash);
        if (pool == null) {
            boolean unused = matches(signer, key, decoy);
            return Verdict.WRONG;
        }
        return matches(pool, key, hash) ? Verdict.RIGHT : Verdict.WRONG;
    }

    private @Nullable StripedPool<Digester> poolOf(SecretHash hash) {
        return switch (hash.hashScheme()) {
            case SHA256 -> sha256;
            case HMAC_SHA256 -> hash.pepperVersion() == signingVersion ? signer : hmacs.get(hash.pepperVersion());
            case SHA512 -> sha512;
            default -> null;
        };
    }

    SecretHash decoy() {
        return decoy;
    }

    private static boolean matches(StripedPool<Digester> pool, PresentedSecret key, SecretHash hash) {
        Digester digester = pool.acquire();
        boolean same = hash.hasDigest(key.digest(digester));
        pool.release(digester);
        return same;
    }

    /** Returns whether {@link #hash} would now create a hash of a different scheme or pepper version. */
    boolean isOutdated(SecretHash hash) {
        return hash.hashScheme() != signingScheme || hash.pepperVersion() != signingVersion;
    }
}
