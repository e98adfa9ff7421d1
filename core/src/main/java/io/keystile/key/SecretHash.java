package io.keystile.key;

import static io.keystile.key.HashScheme.HMAC_SHA256;
import static io.keystile.key.HashScheme.SHA256;
import static io.keystile.key.HashScheme.SHA512;
import static io.keystile.key.HashScheme.UNKNOWN;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a key's secret: the hash, with its scheme and parameters, written like a PHC string.
 *
 * <p>Keys that are issued here get {@code $sha256$<base64>} or {@code $hmac-sha256$v=<pepper version>$<base64>}. Hashes that
 * were made elsewhere may also be {@code $sha512$<base64>}, bcrypt ({@code $2b$…}), {@code $scrypt$…} or {@code
 * $argon2id$…}, within bounds that {@link #require} tells. Any other text is kept as it is and verifies nothing, so that a
 * record of a later version denies instead of stopping the store. Immutable and thread-safe; two are equal if their text
 * is.
 */
public final class SecretHash {
    /** The pepper version of all that is no HMAC. */
    static final int NO_PEPPER = 0;

    static final int SHA256_LENGTH = 32;
    static final int SHA512_LENGTH = 64;

    private final String encoded;
    private final HashScheme scheme;
    private final int pepperVersion;
    private final byte[] digest;
    private final @Nullable SlowFunction slowFunction;

    private SecretHash(
            String encoded, HashScheme scheme, int pepperVersion, byte[] digest, @Nullable SlowFunction slowFunction) {
        this.encoded = encoded;
        this.scheme = scheme;
        this.pepperVersion = pepperVersion;
        this.digest = digest;
        this.slowFunction = slowFunction;
    }

    /** Reads what {@link #encoded()} wrote; a text that is not understood becomes a hash that verifies nothing. */
    public static SecretHash parse(String encoded) {
        SecretHash known = HashReader.readAny(encoded);
        return known != null ? known : new SecretHash(encoded, UNKNOWN, NO_PEPPER, new byte[0], null);
    }

    /**
     * Reads a hash as {@link #parse} does, but only one that can be verified: for who brings keys along and wants to know.
     *
     * @throws IllegalArgumentException if the text is none, or its cost is out of bounds; the message does not repeat it
     */
    public static SecretHash require(String encoded) {
        SecretHash known = HashReader.readAny(encoded);
        if (known == null) {
            throw new IllegalArgumentException("This is no hash that could ever be verified. Write one of: "
                    + HashScheme.shapes() + ". Base64 is that of RFC 4648 section 4, without padding");
        }
        return known;
    }

    /**
     * Returns the hash of a secret whose SHA-256 digest is known.
     *
     * @param digest 32 bytes; copied
     * @throws IllegalArgumentException if it has another length
     */
    public static SecretHash ofSha256(byte[] digest) {
        return ofDigest("$sha256$", SHA256, NO_PEPPER, requireLength(digest, SHA256_LENGTH));
    }

    /**
     * Returns the hash of a secret whose SHA-512 digest is known.
     *
     * @param digest 64 bytes; copied
     * @throws IllegalArgumentException if it has another length
     */
    public static SecretHash ofSha512(byte[] digest) {
        return ofDigest("$sha512$", SHA512, NO_PEPPER, requireLength(digest, SHA512_LENGTH));
    }

    /**
     * Returns the hash of a secret whose HMAC-SHA-256 is known.
     *
     * @param pepperVersion the version of the {@link Pepper} that holds the HMAC's key; 1 to 999,999,999
     * @param mac 32 bytes; copied
     * @throws IllegalArgumentException if the version is out of bounds, or {@code mac} has another length
     */
    public static SecretHash ofHmacSha256(int pepperVersion, byte[] mac) {
        if (pepperVersion < 1 || pepperVersion > Pepper.MAX_VERSION) {
            throw new IllegalArgumentException(
                    "A pepper's version is 1 to " + Pepper.MAX_VERSION + "; got " + pepperVersion);
        }
        return ofDigest(
                "$hmac-sha256$v=" + pepperVersion + "$", HMAC_SHA256, pepperVersion, requireLength(mac, SHA256_LENGTH));
    }

    private static byte[] requireLength(byte[] digest, int length) {
        if (digest.length != length) {
            throw new IllegalArgumentException("This digest has " + length + " bytes, not " + digest.length
                    + "; decode it, if it is still in hexadecimal or base64");
        }
        return digest;
    }

    private static SecretHash ofDigest(String head, HashScheme scheme, int pepperVersion, byte[] digest) {
        return fast(head + Phc.encode(digest), scheme, pepperVersion, digest.clone());
    }

    /** Takes ownership of {@code digest}. */
    static SecretHash fast(String encoded, HashScheme scheme, int pepperVersion, byte[] digest) {
        return new SecretHash(encoded, scheme, pepperVersion, digest, null);
    }

    /** Takes ownership of {@code digest}, which {@code function} makes of the right secret. */
    static SecretHash slow(String encoded, HashScheme scheme, byte[] digest, SlowFunction function) {
        return new SecretHash(encoded, scheme, NO_PEPPER, digest, function);
    }

    /** Returns the text to store. */
    public String encoded() {
        return encoded;
    }

    /**
     * Returns how the secret was hashed, without the hash: {@code sha256}, {@code hmac-sha256$v=<pepper version>}, {@code
     * sha512}, {@code bcrypt}, {@code scrypt}, {@code argon2id}, or {@code unknown} for what verifies nothing.
     */
    public String scheme() {
        return scheme.nameWith(pepperVersion);
    }

    HashScheme hashScheme() {
        return scheme;
    }

    /** Returns the version of an HMAC's pepper, or {@link #NO_PEPPER}. */
    int pepperVersion() {
        return pepperVersion;
    }

    /** Returns what takes its time to make the digest, or null where the digest is a fast one. */
    @Nullable
    SlowFunction slowFunction() {
        return slowFunction;
    }

    /** Compares in constant time; this is the only place where digests meet. */
    boolean hasDigest(byte[] other) {
        return MessageDigest.isEqual(digest, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretHash that && encoded.equals(that.encoded);
    }

    @Override
    public int hashCode() {
        return encoded.hashCode();
    }

    /** Returns the scheme, not the hash. */
    @Override
    public String toString() {
        return "SecretHash[" + scheme() + "]";
    }
}
