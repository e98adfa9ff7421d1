package io.keystile.key;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The public id of a key. Logs, metrics and screens show it, and a store finds the key's record by it. It is not
 * secret. It is shorter than any key of {@link ApiKeyFormat}, so a whole key is never accepted as an id.
 *
 * <p>An id has 1 to 40 characters of {@code A-Z a-z 0-9 _ -}; keys of {@link ApiKeyFormat} have 12 letters and digits.
 * Immutable and thread-safe. The hash code has a random seed in each process, so an attacker cannot choose ids that
 * collide.
 */
public final class KeyId implements Comparable<KeyId> {
    private static final int MAX_LENGTH = 40;

    /** The bytes of a digest in a derived id: 128 bits, which no two keys share by chance. */
    private static final int DERIVED_BYTES = 16;

    private static final SecureRandom SEEDS = new SecureRandom();
    private static final long SEED_OF_FIRST = SEEDS.nextLong();
    private static final long SEED_OF_SECOND = SEEDS.nextLong();
    private static final long FACTOR = SEEDS.nextLong() | 1;

    // Every call creates an id and looks it up, so the first 20 characters are stored and compared as two words.
    private final long first;
    private final long second;

    /** The text; null if the id was read from a key, because the two words then hold all of it. */
    private final @Nullable String value;

    /**
     * Creates an id.
     *
     * @throws IllegalArgumentException if {@code value} is empty, too long, or contains another character
     */
    public KeyId(String value) {
        int length = value.length();
        if (length == 0 || length > MAX_LENGTH || !SixBit.isEncodable(value)) {
            throw new IllegalArgumentException("A key id has 1 to 40 characters of A-Z, a-z, 0-9, _ and -");
        }
        byte[] text = value.getBytes(StandardCharsets.US_ASCII);
        this.first = SixBit.word(text, 0, length);
        this.second = SixBit.word(text, SixBit.CHARS_PER_WORD, length);
        this.value = value;
    }

    private KeyId(long first, long second) {
        this.first = first;
        this.second = second;
        this.value = null;
    }

    /** Returns the id in {@code text[from..to)}, at most 20 letters and digits. */
    static KeyId at(byte[] text, int from, int to) {
        return new KeyId(SixBit.word(text, from, to), SixBit.word(text, from + SixBit.CHARS_PER_WORD, to));
    }

    /** Returns the text of the id. */
    public String value() {
        return value != null ? value : SixBit.read(first) + SixBit.read(second);
    }

    /**
     * Returns an id for a key that contains none: the first 16 bytes of the SHA-256 digest of the whole key, as 22
     * characters of base64url (RFC 4648 section 5). The id reveals nothing about a key of at least 112 random bits,
     * such as a random UUID. A key with fewer bits could be guessed from its id, so do not derive an id from it.
     *
     * @param key the whole key
     * @throws IllegalArgumentException if the key is empty
     */
    public static KeyId derivedFrom(String key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("The key is empty");
        }
        return derivedFromSha256(Digester.sha256(key.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Returns the id that {@link #derivedFrom} returns for the key with this SHA-256 digest.
     *
     * @param digest the digest of the whole key, 32 bytes
     * @throws IllegalArgumentException if the digest has a different length
     */
    public static KeyId derivedFromSha256(byte[] digest) {
        if (digest.length != SecretHash.SHA256_LENGTH) {
            throw new IllegalArgumentException("A SHA-256 digest has " + SecretHash.SHA256_LENGTH + " bytes, not "
                    + digest.length + "; decode it first if it is hexadecimal or base64");
        }
        byte[] half = Arrays.copyOf(digest, DERIVED_BYTES);
        return new KeyId(Base64.getUrlEncoder().withoutPadding().encodeToString(half));
    }

    @Override
    public int compareTo(KeyId other) {
        return value().compareTo(other.value());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeyId that
                && first == that.first
                && second == that.second
                && (!SixBit.isTruncated(second) || value().equals(that.value()));
    }

    @Override
    public int hashCode() {
        long folded = fold(first ^ SEED_OF_FIRST, second ^ SEED_OF_SECOND);
        if (SixBit.isTruncated(second)) {
            byte[] text = value().getBytes(StandardCharsets.US_ASCII);
            long third = SixBit.word(text, 2 * SixBit.CHARS_PER_WORD, text.length);
            long fourth = SixBit.word(text, 3 * SixBit.CHARS_PER_WORD, text.length);
            folded = fold(folded ^ third, fourth ^ SEED_OF_SECOND);
        }
        long mixed = (folded ^ (folded >>> (Long.SIZE / 2))) * FACTOR;
        return (int) (mixed >>> (Long.SIZE / 2));
    }

    /**
     * Combines both halves of the product, because the lower half hardly depends on the highest bits of the factors.
     */
    private static long fold(long one, long other) {
        return (one * other) ^ Math.multiplyHigh(one, other);
    }

    /** Returns the id itself. */
    @Override
    public String toString() {
        return value();
    }
}
