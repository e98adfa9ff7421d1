package io.keystile.monitor;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a client wrote, made fit to be kept: short, and without what looks like a secret. */
final class ClientText {
    static final int MAX_LENGTH = 256;

    /** Longer than a UUID without hyphens; id, secret and checksum of a key are 50 such characters in a row. */
    private static final int LONGEST_WORD = 37;

    /** Shorter than a token of 20 random bytes; what has all three kinds of characters is hardly a name, nor a UUID. */
    private static final int LONGEST_MIXED_WORD = 27;

    private static final int SHOWN = 8;
    private static final Pattern TOKEN =
            Pattern.compile("([0-9A-Za-z]{" + SHOWN + "})[0-9A-Za-z]{" + (LONGEST_WORD - SHOWN + 1) + ",}+");
    private static final Pattern MIXED_TOKEN =
            Pattern.compile("(?<![\\w-])(?=[\\w-]*[0-9])(?=[\\w-]*[A-Z])(?=[\\w-]*[a-z])([\\w-]{" + SHOWN + "})[\\w-]{"
                    + (LONGEST_MIXED_WORD - SHOWN + 1) + ",}+");

    private ClientText() {}

    /**
     * Cuts a text, never within a pair of surrogates, and leaves eight characters of each row of more than 37 letters and digits,
     * and of each row of more than 27 letters, digits, hyphens and underscores in which there are digits and letters of both cases.
     */
    static @Nullable String of(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String rows = TOKEN.matcher(seen(text)).replaceAll("$1\u2026");
        String masked = MIXED_TOKEN.matcher(rows).replaceAll("$1\u2026");
        if (masked.length() <= MAX_LENGTH) {
            return masked;
        }
        int end = Character.isHighSurrogate(masked.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
        return masked.substring(0, end);
    }

    /** Returns what is looked at: more than is kept, and not the beginning of a row, which would not look like a key. */
    private static String seen(String text) {
        int end = 2 * MAX_LENGTH;
        // One of just that length may have been cut by whoever made the event.
        if (text.length() < end) {
            return text;
        }
        int row = end;
        while (end - row <= LONGEST_WORD && isOfAWord(text.charAt(row - 1))) {
            row--;
        }
        return text.substring(0, end - row > LONGEST_WORD ? end : row);
    }

    private static boolean isOfAWord(char character) {
        return character < 0x80 && (Character.isLetterOrDigit(character) || character == '-' || character == '_');
    }
}
