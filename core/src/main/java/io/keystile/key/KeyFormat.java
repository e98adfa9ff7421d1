package io.keystile.key;

import org.jspecify.annotations.Nullable;

/**
 * How keys are written that this library did not issue: tells a key's public id and its secret from its text.
 *
 * <p>An implementation is total and pure: it has an answer to every text, the same each time, and does no I/O. It is
 * thread-safe, and quick, because anybody can send any text. One that throws has made the text malformed; that is logged,
 * now and then, without the text.
 */
@FunctionalInterface
public interface KeyFormat {
    /**
     * Reads a key.
     *
     * @param text what was presented; from the authenticator it has 1 to 128 characters of visible ASCII
     * @return the key, see {@link PresentedKey#of}, or null if {@code text} is not written like one
     */
    @Nullable
    PresentedKey parse(String text);
}
