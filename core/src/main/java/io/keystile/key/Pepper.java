package io.keystile.key;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret of the application that is the key of HMAC hashes, so that an attacker cannot test keys with a stolen store
 * alone.
 *
 * <p>Keep it outside the store. It has a version, so that it can be replaced: the highest version signs new hashes, and
 * all configured versions verify. It is never printed. Immutable and thread-safe.
 */
public final class Pepper {
    /** The minimum length in bytes: as long as the hash (RFC 2104 section 3). */
    public static final int MIN_BYTES = 32;

    /** The highest version. {@link HashReader} reads as many digits. */
    static final int MAX_VERSION = 999_999_999;

    /** Its space keeps it apart from the secrets of {@link ApiKeyFormat}, whose HMACs are stored too. */
    private static final byte[] CHECKED_TEXT = "keystile pepper check".getBytes(StandardCharsets.US_ASCII);

    private static final int CHECK_BYTES = 8;

    private final int version;
    private final boolean signs;
    /** Transient, so that a mapper that reads fields skips it. */
    private final transient SecretKeySpec key;

    private Pepper(int version, boolean signs, byte[] secret) {
        if (version < 1 || version > MAX_VERSION) {
            throw new IllegalArgumentException("A pepper version is 1 to " + MAX_VERSION + "; got " + version);
        }
        this.version = version;
        this.signs = signs;
        this.key = new SecretKeySpec(secret, Digester.HMAC);
    }

    /**
     * Returns a pepper.
     *
     * @param version 1 to 999,999,999; a newer pepper has a higher version
     * @param secret at least {@value #MIN_BYTES} random bytes; copied
     * @throws IllegalArgumentException if the version is out of bounds, or the secret is too short or obviously not
     *     random: it repeats itself, counts up or down, or contains a word such as {@code changeme}
     */
    public static Pepper of(int version, byte[] secret) {
        if (secret.length < MIN_BYTES) {
            throw new IllegalArgumentException("A pepper has at least " + MIN_BYTES + " random bytes; this one has "
                    + secret.length + ". For the HMAC key of another system, use Pepper.verifyOnly");
        }
        if (WeakSecrets.isObviouslyWeak(secret)) {
            throw new IllegalArgumentException("This pepper is not random; generate " + MIN_BYTES
                    + " random bytes, for example with: openssl rand -base64 " + MIN_BYTES);
        }
        return new Pepper(version, true, secret);
    }

    /**
     * Returns a pepper that verifies hashes but never signs a new one. Use it for the HMAC key of another system,
     * however weak it is, until the keys from that system are rehashed.
     *
     * @param version 1 to 999,999,999, different from that of any other pepper
     * @param secret at least one byte; copied
     * @throws IllegalArgumentException if the version is out of bounds, or the secret is empty
     */
    public static Pepper verifyOnly(int version, byte[] secret) {
        if (secret.length == 0) {
            throw new IllegalArgumentException("This pepper is empty; give the HMAC key");
        }
        return new Pepper(version, false, secret);
    }

    /** Returns the version. */
    public int version() {
        return version;
    }

    /** Returns whether new hashes can be created with this pepper. */
    public boolean signs() {
        return signs;
    }

    /**
     * Returns a value by which two peppers can be compared: 16 hex digits of the HMAC-SHA-256 of a fixed text.
     *
     * <p>It reveals nothing of a random pepper. Whoever has it can test guesses of a weak one, so store it only for a
     * pepper that {@link #signs}, which is long and not obviously weak.
     */
    public String checkValue() {
        return HexFormat.of().formatHex(Digester.hmacSha256(key, CHECKED_TEXT), 0, CHECK_BYTES);
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
