package io.keystile.adapter;

/** Checks whether different readers of a request path may interpret it differently. */
public final class RequestPath {
    /** Whether an ASCII character is never part of an ambiguity. Most paths consist of these and slashes. */
    private static final boolean[] SIMPLE = new boolean[0x80];

    static {
        for (char c = ' '; c < 0x7f; c++) {
            SIMPLE[c] = c != '/' && c != '%' && c != ';' && c != '\\';
        }
    }

    private RequestPath() {}

    /**
     * Returns whether readers may interpret {@code path} in different ways, so that it must never be public. This is so
     * if the path contains a path parameter, a backslash, an empty segment other than the last, a dot segment, a
     * control character, a line separator, or the replacement of an undecodable byte; also if it contains a percent
     * sign without two hexadecimal digits, or an encoded slash, percent sign, dot, semicolon, backslash or ASCII
     * control character. Check the path as it was sent as well as the path that the container decoded.
     *
     * @param path the path without the query; one that does not begin with a slash is ambiguous
     */
    public static boolean isAmbiguous(String path) {
        if (!path.startsWith("/")) {
            return true;
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c < SIMPLE.length && SIMPLE[c]) {
                continue;
            }
            boolean ambiguous = switch (c) {
                case '/' -> isEmptyOrDots(path, i + 1);
                case '%' -> isAmbiguousEncoding(path, i + 1);
                case ';', '\\', '\ufffd', '\u2028', '\u2029' -> true;
                default -> Character.isISOControl(c);
            };
            if (ambiguous) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the segment at {@code start} is {@code .} or {@code ..}, or is empty and not the last. */
    private static boolean isEmptyOrDots(String path, int start) {
        if (start == path.length()) {
            return false;
        }
        int end = start;
        while (end < path.length() && path.charAt(end) == '.' && end - start < 2) {
            end++;
        }
        boolean segmentEnds = end == path.length() || path.charAt(end) == '/';
        return segmentEnds && (end > start || path.charAt(start) == '/');
    }

    /**
     * Returns whether the two characters at {@code start} encode an ambiguous character, or are not hexadecimal digits.
     */
    private static boolean isAmbiguousEncoding(String path, int start) {
        if (start + 2 > path.length()) {
            return true;
        }
        int high = hexDigit(path.charAt(start));
        int low = hexDigit(path.charAt(start + 1));
        if (high < 0 || low < 0) {
            return true;
        }
        int encoded = 16 * high + low;
        return encoded < ' '
                || encoded == 0x7f
                || encoded == '.'
                || encoded == '/'
                || encoded == '%'
                || encoded == '\\'
                || encoded == ';';
    }

    private static int hexDigit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}
