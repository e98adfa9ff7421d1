package io.keystile.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import javax.crypto.Mac;

/**
 * A well-formed key, as presented or just generated: its public id and its secret in clear.
 *
 * <p>It guards the secret: it never prints, compares or serialises it, and only {@link #reveal()} hands it out.
 * Well-formed does not mean valid; that only a {@link SecretHasher} can tell. Immutable and thread-safe.
 */
public final class PresentedKey {
    /** Transient, so that a mapper that reads fields passes it over. */
    private final transient byte[] text;

    private final KeyId id;
    private final int environmentStart;
    private final int environmentEnd;
    private final int secretStart;
    private final int secretEnd;

    /** Takes ownership of {@code text}, whose parts {@link ApiKeyFormat} has found. */
    PresentedKey(byte[] text, KeyId id, int environmentStart, int environmentEnd, int secretStart, int secretEnd) {
        this.text = text;
        this.id = id;
        this.environmentStart = environmentStart;
        this.environmentEnd = environmentEnd;
        this.secretStart = secretStart;
        this.secretEnd = secretEnd;
    }

    /** Returns the public id. */
    public KeyId id() {
        return id;
    }

    /** Returns the environment that the text names, for example {@code live}. */
    public String environment() {
        return new String(text, environmentStart, environmentEnd - environmentStart, StandardCharsets.US_ASCII);
    }

    /** Tells whether the text names this environment; the comparison creates nothing. */
    public boolean isFor(String environment) {
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
        return new String(text, StandardCharsets.US_ASCII);
    }

    /** Feeds the secret part to {@code digest}. */
    void feedSecretTo(MessageDigest digest) {
        digest.update(text, secretStart, secretEnd - secretStart);
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
