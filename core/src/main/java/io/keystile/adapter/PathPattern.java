package io.keystile.adapter;

import java.util.regex.Pattern;

/**
 * A pattern of paths. It consists of literal segments, {@code *} for exactly one segment, and optionally {@code /**} at
 * the end for the path and everything below it. The comparison is exact and case-sensitive. Immutable and thread-safe.
 */
final class PathPattern {
    private static final String ANY = "*";
    private static final String BELOW = "/**";
    /** Text that a matched path cannot contain, see {@link RequestPath}, or that is probably a mistake. */
    private static final Pattern FORBIDDEN = Pattern.compile("[;\\\\%?#\\p{Cntrl}]|//|/\\.{1,2}(/|$)");

    private final String text;
    private final String[] segments;
    private final boolean includesBelow;

    private PathPattern(String text, String[] segments, boolean includesBelow) {
        this.text = text;
        this.segments = segments;
        this.includesBelow = includesBelow;
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if {@code text} is not a valid pattern, or could match no path
     */
    static PathPattern of(String text) {
        if (!text.startsWith("/")) {
            throw rejected(text, "it must begin with '/', without host and context path");
        }
        if (FORBIDDEN.matcher(text).find()) {
            throw rejected(text, "it must be a decoded path without ; \\ % ? # // /./ /../ and control characters");
        }
        boolean includesBelow = text.endsWith(BELOW);
        String head = includesBelow ? text.substring(0, text.length() - BELOW.length()) : text;
        String[] segments = head.isEmpty() ? new String[0] : head.substring(1).split("/", -1);
        for (String segment : segments) {
            if (segment.contains(ANY) && !segment.equals(ANY)) {
                throw rejected(text, "'*' must be a whole segment, and '**' is allowed only at the end");
            }
            if (segment.startsWith("{")) {
                throw rejected(text, "write a variable segment as *");
            }
        }
        return new PathPattern(text, segments, includesBelow);
    }

    private static IllegalArgumentException rejected(String text, String rule) {
        return new IllegalArgumentException(
                "Not a path pattern: \"" + text + "\"; " + rule + ". Write for example /flows/*/execute or /public/**");
    }

    /** Returns whether the pattern matches a path, which must not be ambiguous. */
    boolean matches(String path) {
        int slash = 0;
        for (String segment : segments) {
            if (slash == path.length()) {
                return false;
            }
            int next = path.indexOf('/', slash + 1);
            int end = next < 0 ? path.length() : next;
            if (!matches(segment, path, slash + 1, end)) {
                return false;
            }
            slash = end;
        }
        return includesBelow || slash == path.length();
    }

    private static boolean matches(String segment, String path, int start, int end) {
        if (segment.equals(ANY)) {
            return end > start;
        }
        return segment.length() == end - start && path.startsWith(segment, start);
    }

    /** Returns whether the pattern matches a path, as it is or without its trailing slash. */
    boolean matchesWithOrWithoutSlash(String path) {
        return matches(path) || (path.endsWith("/") && matches(path.substring(0, path.length() - 1)));
    }

    @Override
    public String toString() {
        return text;
    }
}
