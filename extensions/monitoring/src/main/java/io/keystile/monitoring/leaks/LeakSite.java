package io.keystile.monitoring.leaks;

import java.util.regex.Pattern;

/**
 * Where a key was found. Immutable.
 *
 * @param finder the scanner that found it: 1 to 40 lower-case letters, digits and dashes, such as
 *     {@code github-secret-scanning}
 * @param url the page that shows it; empty if unknown
 * @param source the kind of place, in the finder's terms, such as {@code commit}; empty if unknown
 */
public record LeakSite(String finder, String url, String source) {
    private static final Pattern FINDER = Pattern.compile("[a-z0-9-]{1,40}");
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}");

    /**
     * Validates the finder.
     *
     * @throws IllegalArgumentException if the finder has another length or other characters
     */
    public LeakSite {
        if (!FINDER.matcher(finder).matches()) {
            throw new IllegalArgumentException("The finder must have 1 to 40 lower-case letters, digits and dashes");
        }
    }

    /**
     * Returns a copy whose texts have {@code [key]} in place of each key, such as in the name of a file, and no line
     * breaks.
     */
    LeakSite sanitized(Pattern key) {
        return new LeakSite(finder, clean(url, key), clean(source, key));
    }

    private static String clean(String text, Pattern key) {
        String withoutKeys = key.matcher(text).replaceAll("[key]");
        return CONTROLS.matcher(withoutKeys).replaceAll(" ");
    }
}
