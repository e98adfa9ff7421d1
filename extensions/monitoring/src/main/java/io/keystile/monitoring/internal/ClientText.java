package io.keystile.monitoring.internal;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sanitizes text that a client sent, before it is stored or logged: masks parts that look like secrets, and truncates
 * the text.
 */
public final class ClientText {
    /** The maximum length of a sanitized text, in characters (Java {@code char}s). */
    public static final int MAX_LENGTH = 256;

    /** How many characters of a masked run stay readable. */
    private static final int UNMASKED = 8;

    /** The length of the longest key in percent-encoded form: 80 characters, each encoded as three. */
    private static final int LONGEST_KEY = 240;

    /**
     * A run of letters and digits: at least 32, such as the secret of a key, or at least 38 if all are hexadecimal. So
     * a UUID of 32 hexadecimal digits stays readable, and a SHA-1 digest of 40 is masked.
     */
    private static final Pattern LONG_RUN = Pattern.compile(
            "(?<![0-9A-Za-z])(?:(?=[0-9A-Fa-f]*+[G-Zg-z])|(?=[0-9A-Za-z]{38}))([0-9A-Za-z]{8})[0-9A-Za-z]{24,}+");

    /**
     * A run as long as a token of 20 random bytes in base64url. Names and UUIDs rarely have a digit and letters of both
     * cases.
     */
    private static final Pattern MIXED_RUN =
            Pattern.compile("(?<![\\w-])(?=[\\w-]*[0-9])(?=[\\w-]*[A-Z])(?=[\\w-]*[a-z])([\\w-]{8})[\\w-]{20,}+");

    /**
     * Encoded letters, digits, hyphens and underscores. Decoding them does not change the meaning of a URI (RFC 3986
     * section 6.2.2.2).
     */
    private static final Pattern ENCODED = Pattern.compile("%(3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|2[Dd]|5[Ff])");

    private ClientText() {}

    /**
     * Returns the text with each run that looks like a secret cut to its first eight characters and an ellipsis,
     * truncated to {@value #MAX_LENGTH} characters, never inside a surrogate pair; null for null.
     *
     * <p>Percent-encoded letters, digits, hyphens and underscores are decoded first. A run looks like a secret if it
     * has more than 37 letters and digits; or more than 31, not all hexadecimal; or more than 27 letters, digits,
     * hyphens and underscores, with a digit and letters of both cases among them.
     */
    public static @Nullable String sanitize(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String masked = mask(decode(bounded(text)));
        if (masked.length() <= MAX_LENGTH) {
            return masked;
        }
        int end = Character.isHighSurrogate(masked.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
        return masked.substring(0, end);
    }

    private static String mask(String text) {
        String longRunsMasked = LONG_RUN.matcher(text).replaceAll("$1\u2026");
        return MIXED_RUN.matcher(longRunsMasked).replaceAll("$1\u2026");
    }

    private static String decode(String text) {
        return ENCODED.matcher(text).replaceAll(code -> String.valueOf((char) Integer.parseInt(code.group(1), 16)));
    }

    /**
     * Bounds the work: returns the first {@code 2 * MAX_LENGTH} characters. If they end within a run, that run may be a
     * truncated key, too short to be recognized; so only its first eight characters are returned. A run that is longer
     * than any key is long enough to be recognized.
     */
    private static String bounded(String text) {
        int end = 2 * MAX_LENGTH;
        // A text of exactly this length may have been truncated when the event was created.
        if (text.length() < end) {
            return text;
        }
        int runStart = end;
        while (end - runStart <= LONGEST_KEY && isRunCharacter(text.charAt(runStart - 1))) {
            runStart--;
        }
        return text.substring(0, end - runStart > LONGEST_KEY ? end : Math.min(end, runStart + UNMASKED));
    }

    private static boolean isRunCharacter(char character) {
        return character < 0x80
                && (Character.isLetterOrDigit(character) || character == '-' || character == '_' || character == '%');
    }
}
