package io.keystile.monitoring.internal;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a client wrote, made fit to be kept: short, and without what looks like a secret. */
public final class ClientText {
    public static final int MAX_LENGTH = 256;

    private static final int SHOWN = 8;
    /** That of a key has 80 characters, each of which may be encoded by three. */
    private static final int LONGEST_KEY = 240;

    /** A row as long as a digest, or as the secret of a key unless it is hexadecimal, as a UUID is. */
    private static final Pattern ROW = Pattern.compile(
            "(?<![0-9A-Za-z])(?:(?=[0-9A-Fa-f]*+[G-Zg-z])|(?=[0-9A-Za-z]{38}))([0-9A-Za-z]{8})[0-9A-Za-z]{24,}+");

    /** A row as long as a token of 20 random bytes: what has all three kinds of characters is hardly a name, nor a UUID. */
    private static final Pattern MIXED_ROW =
            Pattern.compile("(?<![\\w-])(?=[\\w-]*[0-9])(?=[\\w-]*[A-Z])(?=[\\w-]*[a-z])([\\w-]{8})[\\w-]{20,}+");

    /** Letters, digits, hyphens and underscores, which mean the same if they are not encoded (RFC 3986 section 6.2.2.2). */
    private static final Pattern ENCODED = Pattern.compile("%(3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|2[Dd]|5[Ff])");

    private ClientText() {}

    /**
     * Cuts a text, never within a pair of surrogates, and leaves eight characters of what looks like a secret: of a row of more than
     * 37 letters and digits, of more than 31 if they are not hexadecimal, and of more than 27 letters, digits, hyphens and underscores
     * in which there are digits and letters of both cases.
     */
    public static @Nullable String of(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String masked = mask(decode(seen(text)));
        if (masked.length() <= MAX_LENGTH) {
            return masked;
        }
        int end = Character.isHighSurrogate(masked.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
        return masked.substring(0, end);
    }

    private static String mask(String text) {
        String rows = ROW.matcher(text).replaceAll("$1\u2026");
        return MIXED_ROW.matcher(rows).replaceAll("$1\u2026");
    }

    private static String decode(String text) {
        return ENCODED.matcher(text).replaceAll(code -> String.valueOf((char) Integer.parseInt(code.group(1), 16)));
    }

    /** Returns what is looked at: more than is kept, and of a row at its end no more than is shown, for it may be cut. */
    private static String seen(String text) {
        int end = 2 * MAX_LENGTH;
        // One of just that length may have been cut by whoever made the event.
        if (text.length() < end) {
            return text;
        }
        int row = end;
        while (end - row <= LONGEST_KEY && isOfARow(text.charAt(row - 1))) {
            row--;
        }
        return text.substring(0, end - row > LONGEST_KEY ? end : Math.min(end, row + SHOWN));
    }

    private static boolean isOfARow(char character) {
        return character < 0x80
                && (Character.isLetterOrDigit(character) || character == '-' || character == '_' || character == '%');
    }
}
