package io.keystile.monitoring.leaks;

import java.util.regex.Pattern;

/**
 * Where a key was found. Immutable.
 *
 * @param finder who found it: 1 to 40 lower-case letters, digits and dashes, such as {@code github-secret-scanning}
 * @param url the page that shows it; empty if unknown
 * @param source what kind of place that is, in the finder's words, such as {@code commit}; empty if unknown
 */
public record LeakSite(String finder, String url, String source) {
    private static final Pattern FINDER = Pattern.compile("[a-z0-9-]{1,40}");
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}");

    /**
     * Checks the finder.
     *
     * @throws IllegalArgumentException if it is not written as above
     */
    public LeakSite {
        if (!FINDER.matcher(finder).matches()) {
            throw new IllegalArgumentException("A finder has 1 to 40 lower-case letters, digits and dashes");
        }
    }

    /** Returns this with nothing in it that {@code key} matches, such as a file named like a key, and on one line. */
    LeakSite without(Pattern key) {
        return new LeakSite(finder, clean(url, key), clean(source, key));
    }

    private static String clean(String text, Pattern key) {
        String withoutKeys = key.matcher(text).replaceAll("[key]");
        return CONTROLS.matcher(withoutKeys).replaceAll(" ");
    }
}
