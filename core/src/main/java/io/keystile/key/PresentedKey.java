package io.keystile.key;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A well-formed key, presented by a caller or just generated: its public id and its plaintext secret.
 *
 * <p>The secret is never printed, compared or serialized. Only {@link #reveal()} returns it. A well-formed key is not
 * always valid; a {@link SecretHasher} verifies it. Immutable and thread-safe.
 */
public final class PresentedKey extends PresentedSecret {
    /** The position of an environment that the text does not name. */
    private static final int NO_ENVIRONMENT = -1;

    /** Transient, so that a mapper that reads fields skips it. */
    private final transient byte[] text;

    private final KeyId id;
    private final int environmentStart;
    private final int environmentEnd;
    private final int secretStart;
    private final int secretEnd;

    /** Takes ownership of {@code text}, the key. */
    PresentedKey(byte[] text, KeyId id, int environmentStart, int environmentEnd, int secretStart, int secretEnd) {
        this.text = text;
        this.id = id;
        this.environmentStart = environmentStart;
        this.environmentEnd = environmentEnd;
        this.secretStart = secretStart;
        this.secretEnd = secretEnd;
    }

    /**
     * Creates a key. For implementations of {@link KeyFormat}.
     *
     * @param text the whole key; 1 to 128 characters of visible ASCII ({@code !} to {@code ~})
     * @param id the public id, which must not reveal the secret; if the text contains no id, see
     *     {@link KeyId#derivedFrom}
     * @param secretStart the position of the first character of the secret, the part that was hashed; counted from 0
     * @param secretEnd the position after the last character of the secret, greater than {@code secretStart}
     * @throws IllegalArgumentException if an argument is out of bounds, or the id contains the secret
     */
    public static PresentedKey of(String text, KeyId id, int secretStart, int secretEnd) {
        if (text.length() > ApiKeyFormat.MAX_LENGTH || !text.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new IllegalArgumentException(
                    "A key has 1 to " + ApiKeyFormat.MAX_LENGTH + " characters of visible ASCII");
        }
        if (secretStart < 0 || secretStart >= secretEnd || secretEnd > text.length()) {
            throw new IllegalArgumentException("The secret must be a part of the key's text and must not be empty");
        }
        if (id.value().contains(text.substring(secretStart, secretEnd))) {
            throw new IllegalArgumentException("A key id is public and must not contain the secret;"
                    + " if the key has no other part, use KeyId.derivedFrom");
        }
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return new PresentedKey(bytes, id, NO_ENVIRONMENT, NO_ENVIRONMENT, secretStart, secretEnd);
    }

    /** Returns the public id. */
    public KeyId id() {
        return id;
    }

    /**
     * Returns the environment that the text names, for example {@code live}; empty if keys of this format do not name
     * an environment. The name of an environment is never empty.
     */
    public String environment() {
        if (environmentStart == NO_ENVIRONMENT) {
            return "";
        }
        return new String(text, environmentStart, environmentEnd - environmentStart, StandardCharsets.US_ASCII);
    }

    /**
     * Returns whether the text names this environment or no environment. If it names none, only the key's record states
     * the environment. Allocates nothing.
     */
    public boolean isFor(String environment) {
        if (environmentStart == NO_ENVIRONMENT) {
            return true;
        }
        return isAt(text, environmentStart, environmentEnd, environment);
    }

    /** Returns whether {@code text[from..to)} is this environment. */
    static boolean isAt(byte[] text, int from, int to, String environment) {
        if (environment.length() != to - from) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (environment.charAt(i - from) != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns the whole key in plaintext. Show it to its owner once; never log or store it. */
    public String reveal() {
        return new String(text, StandardCharsets.US_ASCII);
    }

    @Override
    byte[] digest(Digester digester) {
        return digester.digest(text, secretStart, secretEnd);
    }

    /** Returns a copy of the secret part, for functions that need an array. */
    byte[] copyOfSecret() {
        return Arrays.copyOfRange(text, secretStart, secretEnd);
    }

    /** Returns the id only. */
    @Override
    public String toString() {
        return "PresentedKey[" + id + "]";
    }
}
