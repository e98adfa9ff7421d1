package io.keystile.jaxrs;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JAX-RS path template (JAX-RS 3.1 section 3.4) as a regular expression. It matches every path that the template
 * matches, and possibly a few more. Immutable and thread-safe.
 */
record PathTemplate(Pattern pattern) {

    /**
     * Joins the templates of a class and its method.
     *
     * @param templates the values of {@code @Path}
     */
    static PathTemplate of(String... templates) {
        StringBuilder regex = new StringBuilder();
        for (String template : templates) {
            String inner = strippedOfSlashes(template);
            if (!inner.isEmpty()) {
                regex.append('/');
                append(inner, regex);
            }
        }
        return new PathTemplate(Pattern.compile(regex.append("/?").toString()));
    }

    private static void append(String template, StringBuilder regex) {
        int literal = 0;
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', literal)) {
            regex.append(Pattern.quote(template.substring(literal, open)));
            int close = closing(template, open);
            int colon = template.substring(0, close).indexOf(':', open);
            regex.append(
                    colon < 0
                            ? "[^/]+"
                            : "(?:" + template.substring(colon + 1, close).strip() + ")");
            literal = close + 1;
        }
        regex.append(Pattern.quote(template.substring(literal)));
    }

    /** Returns the end of the variable that begins at {@code open}. Its regular expression may contain braces too. */
    private static int closing(String template, int open) {
        int depth = 0;
        for (int at = open; at < template.length(); at++) {
            if (template.charAt(at) == '{') {
                depth++;
            } else if (template.charAt(at) == '}' && --depth == 0) {
                return at;
            }
        }
        throw new IllegalArgumentException("A variable has no closing brace: @Path(\"" + template + "\")");
    }

    private static String strippedOfSlashes(String template) {
        int start = template.startsWith("/") ? 1 : 0;
        int end = template.length() > start && template.endsWith("/") ? template.length() - 1 : template.length();
        return template.substring(start, end);
    }

    /** Returns whether the template may match a path, which begins with a slash; the root is {@code /}. */
    boolean mayMatch(String path) {
        return pattern.matcher(path).matches();
    }

    /** Compares the patterns' texts, because {@link Pattern} has no equals. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PathTemplate template
                && template.pattern.pattern().equals(pattern.pattern());
    }

    @Override
    public int hashCode() {
        return pattern.pattern().hashCode();
    }
}
