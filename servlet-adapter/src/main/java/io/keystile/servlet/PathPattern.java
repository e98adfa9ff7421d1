package io.keystile.servlet;

import java.util.regex.Pattern;

/**
 * The paths that a rule is about: literal segments, {@code *} for exactly one segment, and at the end {@code /**} for
 * everything below as well. Compared exactly, upper and lower case too. Immutable and thread-safe.
 */
final class PathPattern {
    private static final String ANY = "*";
    private static final String BELOW = "/**";
    /** What stands in no path that is matched, see {@link DispatchPath}, or is a mistake. */
    private static final Pattern NEVER_MATCHED = Pattern.compile("[;\\\\%?#\\p{Cntrl}]|//|/\\.{1,2}(/|$)");

    private final String text;
    private final String[] segments;
    private final boolean andBelow;

    private PathPattern(String text, String[] segments, boolean andBelow) {
        this.text = text;
        this.segments = segments;
        this.andBelow = andBelow;
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if {@code text} could match nothing, or not what its author means
     */
    static PathPattern of(String text) {
        if (!text.startsWith("/")) {
            throw refused(text, "it begins with '/' and has neither host nor context path");
        }
        if (NEVER_MATCHED.matcher(text).find()) {
            throw refused(text, "it is a decoded path, without any of ; \\ % ? # // /./ /../ and control characters");
        }
        boolean andBelow = text.endsWith(BELOW);
        String head = andBelow ? text.substring(0, text.length() - BELOW.length()) : text;
        String[] segments = head.isEmpty() ? new String[0] : head.substring(1).split("/", -1);
        for (String segment : segments) {
            if (segment.contains(ANY) && !segment.equals(ANY)) {
                throw refused(text, "'*' stands for one whole segment, and '**' only at the end");
            }
            if (segment.startsWith("{")) {
                throw refused(text, "a variable segment is written *");
            }
        }
        return new PathPattern(text, segments, andBelow);
    }

    private static IllegalArgumentException refused(String text, String rule) {
        return new IllegalArgumentException(
                "Not a path pattern: \"" + text + "\"; " + rule + ". Write for example /flows/*/execute or /public/**");
    }

    /** Tells whether the pattern matches an unambiguous path. */
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
        return andBelow || slash == path.length();
    }

    private static boolean matches(String segment, String path, int start, int end) {
        if (segment.equals(ANY)) {
            return end > start;
        }
        return segment.length() == end - start && path.startsWith(segment, start);
    }

    /** Tells whether the pattern matches a path, or would without the slash at the path's end. */
    boolean matchesWithOrWithoutSlash(String path) {
        return matches(path) || (path.endsWith("/") && matches(path.substring(0, path.length() - 1)));
    }

    @Override
    public String toString() {
        return text;
    }
}
