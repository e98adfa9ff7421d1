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

    // Every call creates an id and looks it up, so the first 16 characters are stored and compared as two words.
    private final long first;
    private final long second;

    /** The text; null if it has at most 16 characters, because the two words then hold all of it. */
    private final @Nullable String value;

    /**
     * Creates an id.
     *
     * @throws IllegalArgumentException if {@code value} is empty, too long, or contains another character
     */
    public KeyId(String value) {
        int length = value.length();
        if (length == 0 || length > MAX_LENGTH || !isAllowed(value)) {
            throw new IllegalArgumentException("A key id has 1 to 40 characters of A-Z, a-z, 0-9, _ and -");
        }
        byte[] text = value.getBytes(StandardCharsets.US_ASCII);
        this.first = IdWord.of(text, 0, length);
        this.second = IdWord.of(text, IdWord.CHARS, length);
        this.value = IdWord.isTruncated(second) ? value : null;
    }

    private KeyId(long first, long second) {
        this.first = first;
        this.second = second;
        this.value = null;
    }

    private static boolean isAllowed(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (!isAllowed(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }

    /** Returns the id of at most 16 letters and digits with these words. */
    static KeyId ofWords(long head, long tail) {
        return new KeyId(head, tail);
    }

    /** Returns the text of the id. */
    public String value() {
        return value != null ? value : IdWord.read(first, second);
    }

    /**
     * Returns the first eight characters as a word. Two ids that are not {@linkplain #isLong long} are equal if they
     * have the same head and tail. For tables that keep the words of an id with other data of its key.
     */
    public long head() {
        return first;
    }

    /** Returns the next eight characters as a word, like {@link #head}. */
    public long tail() {
        return second;
    }

    /** Returns whether the id has more than 16 characters, so that {@link #head} and {@link #tail} are a part of it. */
    public boolean isLong() {
        return IdWord.isTruncated(second);
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
        int byHead = IdWord.compare(first, other.first);
        int byWords = byHead != 0 ? byHead : IdWord.compare(second, other.second);
        return byWords != 0 || !(isLong() || other.isLong()) ? byWords : value().compareTo(other.value());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeyId that
                && first == that.first
                && second == that.second
                && (!isLong() || value().equals(that.value()));
    }

    @Override
    public int hashCode() {
        if (!isLong()) {
            return hash(first, second);
        }
        byte[] text = value().getBytes(StandardCharsets.US_ASCII);
        long folded = 0;
        for (int from = 0; from < text.length; from += 2 * IdWord.CHARS) {
            long head = IdWord.of(text, from, text.length);
            long tail = IdWord.of(text, from + IdWord.CHARS, text.length);
            folded = fold(folded ^ head ^ SEED_OF_FIRST, tail ^ SEED_OF_SECOND);
        }
        return mix(folded);
    }

    /** Returns the hash code of an id of at most 16 characters. */
    static int hash(long head, long tail) {
        return mix(fold(head ^ SEED_OF_FIRST, tail ^ SEED_OF_SECOND));
    }

    private static int mix(long folded) {
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
