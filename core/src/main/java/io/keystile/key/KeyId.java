package io.keystile.key;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The public name of a key: what logs, metrics and screens show, and what a store finds a record by. It is no secret. It
 * is shorter than any key of {@link ApiKeyFormat}, so that a whole key is never taken for one.
 *
 * <p>1 to 40 characters of {@code A-Z a-z 0-9 _ -}; keys of {@link ApiKeyFormat} have 12 letters and digits. Immutable and
 * thread-safe. The hash code is another one in each process, so that nobody can choose ids that collide.
 */
public final class KeyId implements Comparable<KeyId> {
    private static final int MAX_LENGTH = 40;

    /** How much of a digest makes an id: 128 bits, which no two keys share by chance. */
    private static final int DERIVED_BYTES = 16;

    private static final SecureRandom SEEDS = new SecureRandom();
    private static final long SEED_OF_FIRST = SEEDS.nextLong();
    private static final long SEED_OF_SECOND = SEEDS.nextLong();
    private static final long FACTOR = SEEDS.nextLong() | 1;

    // Every call makes an id and finds a record by it, so the characters are held in two numbers, and compared as such.
    private final long first;
    private final long second;

    /** Null where it was read out of a key: then the numbers hold all of it. */
    private final @Nullable String value;

    /**
     * Checks the characters and the length.
     *
     * @throws IllegalArgumentException if {@code value} is empty, too long, or has another character
     */
    public KeyId(String value) {
        int length = value.length();
        if (length == 0 || length > MAX_LENGTH || !SixBit.canWrite(value)) {
            throw new IllegalArgumentException("A key id has 1 to 40 characters of A-Z, a-z, 0-9, _ and -");
        }
        byte[] text = value.getBytes(StandardCharsets.US_ASCII);
        this.first = SixBit.word(text, 0, length);
        this.second = SixBit.word(text, SixBit.IN_WORD, length);
        this.value = value;
    }

    private KeyId(long first, long second) {
        this.first = first;
        this.second = second;
        this.value = null;
    }

    /** Returns the id that stands in {@code text[from..to)}: up to 20 letters and digits. */
    static KeyId at(byte[] text, int from, int to) {
        return new KeyId(SixBit.word(text, from, to), SixBit.word(text, from + SixBit.IN_WORD, to));
    }

    /** Returns the id as it is written. */
    public String value() {
        return value != null ? value : SixBit.read(first) + SixBit.read(second);
    }

    /**
     * Returns the id of a key that holds none: the first 16 bytes of the SHA-256 digest of the whole key, as 22 characters of
     * base64url (RFC 4648 section 5). It gives nothing away of a key of 112 random bits or more, such as a random UUID;
     * a key of fewer could be found from its id by trying, and must not be named so.
     *
     * @param key the whole key
     * @throws IllegalArgumentException if it is empty
     */
    public static KeyId derivedFrom(String key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("An empty text is no key");
        }
        return derivedFromSha256(Digester.sha256(key.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Returns the id that {@link #derivedFrom} gives a key, for who only has the SHA-256 digest of the whole key.
     *
     * @param digest 32 bytes
     * @throws IllegalArgumentException if it has another length
     */
    public static KeyId derivedFromSha256(byte[] digest) {
        if (digest.length != SecretHash.SHA256_LENGTH) {
            throw new IllegalArgumentException("A SHA-256 digest has " + SecretHash.SHA256_LENGTH + " bytes, not "
                    + digest.length + "; decode it, if it is still in hexadecimal or base64");
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
                && (!SixBit.isCut(second) || value().equals(that.value()));
    }

    @Override
    public int hashCode() {
        long folded = fold(first ^ SEED_OF_FIRST, second ^ SEED_OF_SECOND);
        if (SixBit.isCut(second)) {
            byte[] text = value().getBytes(StandardCharsets.US_ASCII);
            long third = SixBit.word(text, 2 * SixBit.IN_WORD, text.length);
            long fourth = SixBit.word(text, 3 * SixBit.IN_WORD, text.length);
            folded = fold(folded ^ third, fourth ^ SEED_OF_SECOND);
        }
        long mixed = (folded ^ (folded >>> (Long.SIZE / 2))) * FACTOR;
        return (int) (mixed >>> (Long.SIZE / 2));
    }

    /** Takes both halves of the product: the lower one alone hardly shows what stands in the highest bits. */
    private static long fold(long one, long other) {
        return (one * other) ^ Math.multiplyHigh(one, other);
    }

    /** Returns the id itself. */
    @Override
    public String toString() {
        return value();
    }
}
