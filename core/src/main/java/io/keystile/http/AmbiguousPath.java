package io.keystile.http;

import java.util.regex.Pattern;

/** Tells which paths one reader may take for another than the next one does; such a path is never open to everybody. */
public final class AmbiguousPath {
    /**
     * Path parameters, backslashes, empty and dot segments, control characters, the replacement of undecodable bytes, line
     * separators, all of these encoded, and what only looks like an encoding.
     */
    private static final Pattern AMBIGUOUS =
            Pattern.compile("[;\\\\\\p{Cntrl}\\x{80}-\\x{9f}\\x{fffd}\\x{2028}\\x{2029}]"
                    + "|//|(^|/)\\.{1,2}(/|$)"
                    + "|%(?:2[eEfF5]|5[cC]|3[bB]|[01][0-9a-fA-F]|7[fF]|(?![0-9a-fA-F]{2}))");

    private AmbiguousPath() {}

    /**
     * Tells whether {@code path} can be read in two ways. To be asked for the path as it was sent and for the one that the
     * container made of it.
     *
     * @param path without query; one that does not begin with a slash is ambiguous
     */
    public static boolean test(String path) {
        return !path.startsWith("/") || AMBIGUOUS.matcher(path).find();
    }
}
