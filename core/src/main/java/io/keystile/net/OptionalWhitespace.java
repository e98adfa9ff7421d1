package io.keystile.net;

/** Skips and trims the optional whitespace of RFC 9110 section 5.6.3: spaces and tabs only. */
final class OptionalWhitespace {

    private OptionalWhitespace() {}

    /** Returns the first index in {@code [from, to)} of a character that is not blank, or {@code to}. */
    static int skipLeading(String text, int from, int to) {
        int at = from;
        while (at < to && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Returns the end of the range {@code [from, to)} without its trailing blanks, at least {@code from}. */
    static int trimTrailing(String text, int from, int to) {
        int at = to;
        while (at > from && isBlank(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
