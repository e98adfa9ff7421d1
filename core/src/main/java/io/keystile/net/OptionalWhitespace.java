package io.keystile.net;

/** Optional whitespace of RFC 9110 section 5.6.3: spaces and tabs, and nothing else. */
final class OptionalWhitespace {

    private OptionalWhitespace() {}

    /** The first place from {@code from} on that is not blank, or {@code to}. */
    static int skip(String text, int from, int to) {
        int at = from;
        while (at < to && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The end of what remains of the range without the blanks at its end. */
    static int drop(String text, int from, int to) {
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
