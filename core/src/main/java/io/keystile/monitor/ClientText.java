package io.keystile.monitor;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a client wrote, made fit to be kept: short, and without what looks like a secret. */
final class ClientText {
    static final int MAX_LENGTH = 256;

    /** Longer than a UUID without hyphens; id, secret and checksum of a key are 50 such characters in a row. */
    private static final int LONGEST_WORD = 37;

    private static final int SHOWN = 8;
    private static final Pattern TOKEN =
            Pattern.compile("([0-9A-Za-z]{" + SHOWN + "})[0-9A-Za-z]{" + (LONGEST_WORD - SHOWN + 1) + ",}+");

    private ClientText() {}

    /** Cuts a text, never within a pair of surrogates, and of each long row of letters and digits leaves eight. */
    static @Nullable String of(@Nullable String text) {
        if (text == null) {
            return null;
        }
        // More than is kept: the beginning of a key that is cut off would not look like one.
        String seen = text.length() <= 2 * MAX_LENGTH ? text : text.substring(0, 2 * MAX_LENGTH);
        String masked = TOKEN.matcher(seen).replaceAll("$1\u2026");
        if (masked.length() <= MAX_LENGTH) {
            return masked;
        }
        int end = Character.isHighSurrogate(masked.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
        return masked.substring(0, end);
    }
}
