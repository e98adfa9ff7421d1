package io.keystile.key;

import org.jspecify.annotations.Nullable;

/**
 * Finds the public id and the secret in the text of a key. Implement it to accept keys that this library did not issue;
 * {@link ApiKeyFormat} is the format of those that it issues.
 *
 * <p>An implementation must be a total and pure function: it returns a result for any text, always the same, and does
 * no I/O. It must be thread-safe, and fast, because any caller can send any text. If it throws, the text counts as
 * malformed, and the exception is logged from time to time, without the text.
 */
@FunctionalInterface
public interface KeyFormat {
    /**
     * Parses a key.
     *
     * @param text the presented text; from the authenticator it has 1 to 128 characters of visible ASCII
     * @return the key, see {@link PresentedKey#of}, or null if {@code text} is not a key of this format
     */
    @Nullable
    PresentedKey parse(String text);
}
