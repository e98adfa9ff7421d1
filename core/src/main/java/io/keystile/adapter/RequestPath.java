package io.keystile.adapter;

/** What an adapter has to know of a request's path: whether one reader may take it for another than the next one does. */
public final class RequestPath {
    private RequestPath() {}

    /**
     * Tells whether {@code path} can be read in two ways, and so must never be open to everybody: it holds a path parameter, a backslash, an empty or a dot segment, a
     * control character, a line separator, the replacement of an undecodable byte, one of these encoded, an encoded slash or
     * percent sign, or what only looks like an encoding. To be asked for the path as it was sent and for the one that the
     * container made of it.
     *
     * @param path without query; one that does not begin with a slash is ambiguous
     */
    public static boolean isAmbiguous(String path) {
        if (!path.startsWith("/")) {
            return true;
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
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

    /** Tells whether the segment that begins there is {@code .} or {@code ..}, or empty and not the last. */
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

    /** Tells whether these two digits encode what is ambiguous in a path, or are none. */
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
