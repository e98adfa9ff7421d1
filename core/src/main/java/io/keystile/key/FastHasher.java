package io.keystile.key;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes hashes with SHA-256, or HMAC-SHA-256 and the newest pepper, and verifies what was made with a digest or any of the
 * peppers, in constant time. Thread-safe; takes no lock and keeps nothing per thread.
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
                throw new IllegalArgumentException(
                        "Two peppers have version " + pepper.version() + "; give each its own, the newest the highest");
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
        Digester digester = signer.take();
        SecretHash hash = hashOf(digester.digestSecretOf(key));
        signer.giveBack(digester);
        return hash;
    }

    /** Returns the verdict on a fast hash; one that nobody can verify is wrong, and takes as long. */
    Verdict verify(PresentedKey key, SecretHash hash) {
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

    private static boolean matches(StripedPool<Digester> pool, PresentedKey key, SecretHash hash) {
        Digester digester = pool.take();
        boolean same = hash.hasDigest(digester.digestSecretOf(key));
        pool.giveBack(digester);
        return same;
    }

    /** Tells whether {@link #hash} would make another kind of hash now. */
    boolean isOutdated(SecretHash hash) {
        return hash.hashScheme() != signingScheme || hash.pepperVersion() != signingVersion;
    }
}
