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

    /** The highest version, which has as many digits as are read in a hash. */
    static final int MAX_VERSION = 999_999_999;

    private final int version;
    private final boolean signs;
    /** Transient, so that a mapper that reads fields passes it over. */
    private final transient SecretKeySpec key;

    private Pepper(int version, boolean signs, byte[] secret) {
        if (version < 1 || version > MAX_VERSION) {
            throw new IllegalArgumentException(
                    "A pepper's version is 1 or more, up to " + MAX_VERSION + "; got " + version);
        }
        this.version = version;
        this.signs = signs;
        this.key = new SecretKeySpec(secret, Digester.HMAC);
    }

    /**
     * Returns a pepper.
     *
     * @param version 1 to 999,999,999; a later pepper has a higher one
     * @param secret at least {@value #MIN_BYTES} random bytes; copied
     * @throws IllegalArgumentException if the version is out of bounds, or the secret too short or visibly not random: it
     *     repeats itself, counts up or down, or contains a word such as {@code changeme}
     */
    public static Pepper of(int version, byte[] secret) {
        if (secret.length < MIN_BYTES) {
            throw new IllegalArgumentException("A pepper has at least " + MIN_BYTES + " random bytes; this one has "
                    + secret.length + ". One that came from elsewhere goes into Pepper.verifyOnly");
        }
        if (Guessable.isVisibly(secret)) {
            throw new IllegalArgumentException("This pepper is not random; draw " + MIN_BYTES
                    + " bytes, for example with: openssl rand -base64 " + MIN_BYTES);
        }
        return new Pepper(version, true, secret);
    }

    /**
     * Returns a pepper that verifies hashes and never makes one: the HMAC key of another system, however weak it is, until
     * the keys that came from there have been rehashed.
     *
     * @param version 1 to 999,999,999, and no other pepper's
     * @param secret at least one byte; copied
     * @throws IllegalArgumentException if the version is out of bounds, or the secret is empty
     */
    public static Pepper verifyOnly(int version, byte[] secret) {
        if (secret.length == 0) {
            throw new IllegalArgumentException("This pepper is empty; give the key of the HMAC");
        }
        return new Pepper(version, false, secret);
    }

    /** Returns the version. */
    public int version() {
        return version;
    }

    /** Tells whether new hashes may be made with it. */
    public boolean signs() {
        return signs;
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
