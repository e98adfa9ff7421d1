package io.keystile.key;

import static io.keystile.key.HashScheme.HMAC_SHA256;
import static io.keystile.key.HashScheme.SHA256;
import static io.keystile.key.HashScheme.SHA512;
import static io.keystile.key.HashScheme.UNKNOWN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The stored hash of a key's secret, with its scheme and parameters, written like a PHC string.
 *
 * <p>Keys issued by this library have {@code $sha256$<base64>} or {@code $hmac-sha256$v=<pepper version>$<base64>}.
 * Hashes from other systems can also be {@code $sha512$<base64>}, bcrypt ({@code $2b$…}), {@code $scrypt$…} or
 * {@code $argon2id$…}, within bounds that the exception of {@link #require} lists. Any other text is kept unchanged
 * and verifies no secret. So a record of a later version is denied, and the store still opens.
 *
 * <p>Immutable and thread-safe. Two hashes are equal if their text is equal.
 */
public final class SecretHash {
    /** The pepper version of a hash that is not an HMAC. */
    static final int NO_PEPPER = 0;

    static final int SHA256_LENGTH = 32;
    static final int SHA512_LENGTH = 64;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final HashScheme scheme;
    private final int pepperVersion;

    /** The text to store; null if it follows from the scheme, the pepper version and the digest. */
    private final @Nullable String text;

    /** The digest; null if it has 32 bytes, which are then in the four words below. */
    private final byte @Nullable [] digest;

    private final long first;
    private final long second;
    private final long third;
    private final long fourth;
    private final @Nullable SlowFunction slowFunction;

    private SecretHash(
            @Nullable String text,
            HashScheme scheme,
            int pepperVersion,
            byte[] digest,
            @Nullable SlowFunction slowFunction) {
        this.text = text;
        this.scheme = scheme;
        this.pepperVersion = pepperVersion;
        boolean inWords = digest.length == SHA256_LENGTH;
        this.digest = inWords ? null : digest;
        this.first = inWords ? word(digest, 0) : 0;
        this.second = inWords ? word(digest, 1) : 0;
        this.third = inWords ? word(digest, 2) : 0;
        this.fourth = inWords ? word(digest, 3) : 0;
        this.slowFunction = slowFunction;
    }

    /** Parses the text of a hash. Text of an unknown scheme becomes a hash that verifies no secret. */
    public static SecretHash parse(String encoded) {
        SecretHash known = HashReader.readAny(encoded);
        return known != null ? known : new SecretHash(encoded, UNKNOWN, NO_PEPPER, new byte[0], null);
    }

    /**
     * Parses a hash like {@link #parse}, but rejects text that verifies no secret. Use it to import keys.
     *
     * @throws IllegalArgumentException if the scheme is unknown, the text is malformed, or the cost is out of bounds;
     *     the message does not contain the text
     */
    public static SecretHash require(String encoded) {
        SecretHash known = HashReader.readAny(encoded);
        if (known == null) {
            throw new IllegalArgumentException("This text is not a hash that can be verified. Use one of: "
                    + HashScheme.formats() + ". Base64 is that of RFC 4648 section 4, without padding");
        }
        return known;
    }

    /**
     * Returns the hash of a secret with this SHA-256 digest.
     *
     * @param digest 32 bytes; copied
     * @throws IllegalArgumentException if the digest has a different length
     */
    public static SecretHash ofSha256(byte[] digest) {
        return ofDigest(SHA256, NO_PEPPER, requireLength(digest, SHA256_LENGTH));
    }

    /**
     * Returns the hash of a secret with this SHA-512 digest.
     *
     * @param digest 64 bytes; copied
     * @throws IllegalArgumentException if the digest has a different length
     */
    public static SecretHash ofSha512(byte[] digest) {
        return ofDigest(SHA512, NO_PEPPER, requireLength(digest, SHA512_LENGTH));
    }

    /**
     * Returns the hash of a secret with this HMAC-SHA-256.
     *
     * @param pepperVersion the version of the {@link Pepper} that was the key of the HMAC; 1 to 999,999,999
     * @param mac 32 bytes; copied
     * @throws IllegalArgumentException if the version is out of bounds, or {@code mac} has a different length
     */
    public static SecretHash ofHmacSha256(int pepperVersion, byte[] mac) {
        if (pepperVersion < 1 || pepperVersion > Pepper.MAX_VERSION) {
            throw new IllegalArgumentException(
                    "A pepper version is 1 to " + Pepper.MAX_VERSION + "; got " + pepperVersion);
        }
        return ofDigest(HMAC_SHA256, pepperVersion, requireLength(mac, SHA256_LENGTH));
    }

    private static byte[] requireLength(byte[] digest, int length) {
        if (digest.length != length) {
            throw new IllegalArgumentException("This digest has " + length + " bytes, not " + digest.length
                    + "; decode it first if it is hexadecimal or base64");
        }
        return digest;
    }

    private static SecretHash ofDigest(HashScheme scheme, int pepperVersion, byte[] digest) {
        return new SecretHash(null, scheme, pepperVersion, digest.clone(), null);
    }

    /**
     * Takes ownership of {@code digest}.
     *
     * @param encoded the text, which ends with the digest in base64
     */
    static SecretHash fast(String encoded, HashScheme scheme, int pepperVersion, byte[] digest) {
        // Text with spare bits does not follow from the digest.
        String text = Phc.hasSpareBits(encoded, digest.length) ? encoded : null;
        return new SecretHash(text, scheme, pepperVersion, digest, null);
    }

    /** Takes ownership of {@code digest}, the result of {@code function} for the right secret. */
    static SecretHash slow(String encoded, HashScheme scheme, byte[] digest, SlowFunction function) {
        return new SecretHash(encoded, scheme, NO_PEPPER, digest, function);
    }

    /** Returns the text to store. */
    public String encoded() {
        return text != null ? text : "$" + scheme() + "$" + Phc.encode(digestBytes());
    }

    private byte[] digestBytes() {
        if (digest != null) {
            return digest;
        }
        byte[] bytes = new byte[SHA256_LENGTH];
        WORDS.set(bytes, 0, first);
        WORDS.set(bytes, Long.BYTES, second);
        WORDS.set(bytes, 2 * Long.BYTES, third);
        WORDS.set(bytes, 3 * Long.BYTES, fourth);
        return bytes;
    }

    /**
     * Returns the name of the scheme: {@code sha256}, {@code hmac-sha256$v=<pepper version>}, {@code sha512},
     * {@code bcrypt}, {@code scrypt}, {@code argon2id}, or {@code unknown} for text that verifies no secret.
     */
    public String scheme() {
        return scheme.nameWithVersion(pepperVersion);
    }

    HashScheme hashScheme() {
        return scheme;
    }

    /** Returns the pepper version of an HMAC, or {@link #NO_PEPPER}. */
    int pepperVersion() {
        return pepperVersion;
    }

    /** Returns whether computing the digest is slow on purpose, as bcrypt, scrypt and Argon2id are. */
    public boolean isSlow() {
        return slowFunction != null;
    }

    /** Returns the function that computes the digest of a slow hash; null for a fast hash. */
    @Nullable
    SlowFunction slowFunction() {
        return slowFunction;
    }

    /** Compares digests in constant time. Verification compares them only here. */
    boolean hasDigest(byte[] other) {
        if (digest != null || other.length != SHA256_LENGTH) {
            return digest != null && MessageDigest.isEqual(digest, other);
        }
        long difference = (first ^ word(other, 0))
                | (second ^ word(other, 1))
                | (third ^ word(other, 2))
                | (fourth ^ word(other, 3));
        return difference == 0;
    }

    /**
     * Reads a word of this object, and does nothing with it, so that the processor fetches it before it is needed.
     *
     * @return a number without meaning; if the caller did not use it, the compiler would remove the read
     */
    public long touch() {
        return pepperVersion;
    }

    private static long word(byte[] digest, int index) {
        return (long) WORDS.get(digest, index * Long.BYTES);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretHash that
                && scheme == that.scheme
                && pepperVersion == that.pepperVersion
                && Objects.equals(text, that.text)
                && Arrays.equals(digest, that.digest)
                && first == that.first
                && second == that.second
                && third == that.third
                && fourth == that.fourth;
    }

    @Override
    public int hashCode() {
        return text != null ? text.hashCode() : Long.hashCode(first) + Arrays.hashCode(digest);
    }

    /** Returns the scheme without the digest. */
    @Override
    public String toString() {
        return "SecretHash[" + scheme() + "]";
    }
}
