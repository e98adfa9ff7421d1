package io.keystile.key;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * The public name of a key: what logs, metrics and screens show, and what a store finds a record by. It is no secret. It
 * is shorter than any key of {@link ApiKeyFormat}, so that a whole key is never taken for one.
 *
 * @param value 1 to 40 characters of {@code A-Z a-z 0-9 _ -}; keys of {@link ApiKeyFormat} have 12 letters and digits
 */
public record KeyId(String value) implements Comparable<KeyId> {
    private static final int MAX_LENGTH = 40;

    /** How much of a digest makes an id: 128 bits, which no two keys share by chance. */
    private static final int DERIVED_BYTES = 16;

    /**
     * Checks the characters and the length.
     *
     * @throws IllegalArgumentException if {@code value} is empty, too long, or has another character
     */
    public KeyId {
        if (value.isEmpty() || value.length() > MAX_LENGTH || !isAllAllowed(value)) {
            throw new IllegalArgumentException("A key id has 1 to 40 characters of A-Z, a-z, 0-9, _ and -");
        }
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

    /** A loop, because every call makes an id, and a stream was a fifth of what a call allocates. */
    private static boolean isAllAllowed(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!Base62.isDigit(c) && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(KeyId other) {
        return value.compareTo(other.value);
    }

    /** Returns the id itself. */
    @Override
    public String toString() {
        return value;
    }
}
