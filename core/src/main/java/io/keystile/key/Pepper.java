package io.keystile.key;

import javax.crypto.spec.SecretKeySpec;

/**
 * A secret of the application's that goes into every hash, so that a stolen store alone does not let anyone test keys.
 *
 * <p>Keep it outside the store. It has a version, so that it can be replaced: the highest version signs, and all that
 * are configured verify. It never prints. Immutable and thread-safe.
 */
public final class Pepper {
    /** The least length, in bytes: as long as the hash (RFC 2104 section 3). */
    public static final int MIN_BYTES = 32;

    /** 32 random bytes have fewer than this many different values once in more than 10^30 draws. */
    private static final int MIN_DISTINCT_VALUES = 8;

    private final int version;
    /** Transient, so that a mapper that reads fields passes it over. */
    private final transient SecretKeySpec key;

    private Pepper(int version, byte[] secret) {
        this.version = version;
        this.key = new SecretKeySpec(secret, Digester.HMAC);
    }

    /**
     * Returns a pepper.
     *
     * @param version 1 or more; a later pepper has a higher one
     * @param secret at least {@value #MIN_BYTES} random bytes; copied
     * @throws IllegalArgumentException if the version is less than 1, or the secret too short or visibly not random
     */
    public static Pepper of(int version, byte[] secret) {
        if (version < 1) {
            throw new IllegalArgumentException("A pepper's version is 1 or more; got " + version);
        }
        if (secret.length < MIN_BYTES) {
            throw new IllegalArgumentException(
                    "A pepper has at least " + MIN_BYTES + " random bytes; this one has " + secret.length);
        }
        if (distinctValues(secret) < MIN_DISTINCT_VALUES) {
            throw new IllegalArgumentException("This pepper is not random; draw " + MIN_BYTES
                    + " bytes, for example with: openssl rand -base64 " + MIN_BYTES);
        }
        return new Pepper(version, secret);
    }

    private static int distinctValues(byte[] bytes) {
        boolean[] seen = new boolean[256];
        int distinct = 0;
        for (byte b : bytes) {
            if (!seen[b & 0xff]) {
                seen[b & 0xff] = true;
                distinct++;
            }
        }
        return distinct;
    }

    /** Returns the version. */
    public int version() {
        return version;
    }

    SecretKeySpec key() {
        return key;
    }

    /** Returns the version only. */
    @Override
    public String toString() {
        return "Pepper[version " + version + "]";
    }
}
