package io.keystile.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * A well-formed key, as presented or just generated: its public id and its secret in clear.
 *
 * <p>It guards the secret: it never prints, compares or serialises it, and only {@link #reveal()} hands it out.
 * Well-formed does not mean valid; that only a {@link SecretHasher} can tell. Immutable and thread-safe.
 */
public final class PresentedKey {
    /** Where the text names no environment. */
    private static final int NONE = -1;

    /** Transient, so that a mapper that reads fields passes it over. */
    private final transient byte[] text;

    private final KeyId id;
    private final int start;
    private final int environmentStart;
    private final int environmentEnd;
    private final int secretStart;
    private final int secretEnd;

    /** Takes ownership of {@code text}, which ends with the key, and whose parts {@link ApiKeyFormat} has found. */
    PresentedKey(
            byte[] text,
            int start,
            KeyId id,
            int environmentStart,
            int environmentEnd,
            int secretStart,
            int secretEnd) {
        this.text = text;
        this.start = start;
        this.id = id;
        this.environmentStart = environmentStart;
        this.environmentEnd = environmentEnd;
        this.secretStart = secretStart;
        this.secretEnd = secretEnd;
    }

    /**
     * Returns a key as a {@link KeyFormat} of the application's has found it.
     *
     * @param text the whole key; 1 to 128 characters of visible ASCII ({@code !} to {@code ~})
     * @param id the public id, which must not give the secret away; where the text holds none, see {@link
     *     KeyId#derivedFrom}
     * @param secretStart where the part begins that was hashed, counted from 0
     * @param secretEnd the position after that part, which has at least one character
     * @throws IllegalArgumentException if something is out of bounds, or the id contains the secret
     */
    public static PresentedKey of(String text, KeyId id, int secretStart, int secretEnd) {
        if (text.length() > ApiKeyFormat.MAX_LENGTH || !text.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new IllegalArgumentException(
                    "A key has 1 to " + ApiKeyFormat.MAX_LENGTH + " characters of visible ASCII");
        }
        if (secretStart < 0 || secretStart >= secretEnd || secretEnd > text.length()) {
            throw new IllegalArgumentException("A key's secret is a part of its text, and not empty");
        }
        if (id.value().contains(text.substring(secretStart, secretEnd))) {
            throw new IllegalArgumentException("A key's id is public and must not contain its secret;"
                    + " where there is nothing else in a key, use KeyId.derivedFrom");
        }
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return new PresentedKey(bytes, 0, id, NONE, NONE, secretStart, secretEnd);
    }

    /** Returns the public id. */
    public KeyId id() {
        return id;
    }

    /**
     * Returns the environment that the text names, for example {@code live}; empty, as no environment is, where keys of this
     * format name none.
     */
    public String environment() {
        if (environmentStart == NONE) {
            return "";
        }
        return new String(text, environmentStart, environmentEnd - environmentStart, StandardCharsets.US_ASCII);
    }

    /**
     * Tells whether the text names this environment, or none, so that only the key's record can tell. The comparison creates
     * nothing.
     */
    public boolean isFor(String environment) {
        if (environmentStart == NONE) {
            return true;
        }
        int length = environmentEnd - environmentStart;
        if (environment.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (environment.charAt(i) != text[environmentStart + i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns the whole key in clear. Show it to its owner once; never log or store it. */
    public String reveal() {
        return new String(text, start, text.length - start, StandardCharsets.US_ASCII);
    }

    /** Feeds the secret part to {@code digest}. */
    void feedSecretTo(MessageDigest digest) {
        digest.update(text, secretStart, secretEnd - secretStart);
    }

    /** Returns a copy of the secret part, for functions that cannot be fed. */
    byte[] copyOfSecret() {
        return Arrays.copyOfRange(text, secretStart, secretEnd);
    }

    /** Feeds the secret part to {@code mac}. */
    void feedSecretTo(Mac mac) {
        mac.update(text, secretStart, secretEnd - secretStart);
    }

    /** Returns the id only. */
    @Override
    public String toString() {
        return "PresentedKey[" + id + "]";
    }
}
