package io.keystile.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses one {@code Forwarded} field line by RFC 7239 section 4, without leniency, in time linear in its length.
 *
 * <p>The line is cut at the commas outside quotes before any element is looked at, so that where an element ends never
 * depends on whether another one is valid. An unmatched quote takes all that follows it in the line into one element,
 * which is then malformed.
 */
final class ForwardedParser {

    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

    private final String text;
    private final int end;
    private int at;

    private ForwardedParser(String text, int from, int to) {
        this.text = text;
        at = from;
        end = to;
    }

    /** The elements from left to right; empty ones are left out, as RFC 9110 section 5.6.1.2 asks. */
    static List<ForwardedElement> elements(String line) {
        List<ForwardedElement> elements = new ArrayList<>();
        int from = 0;
        while (from <= line.length()) {
            int comma = endOfElement(line, from);
            int start = from == 0 ? from : OptionalWhitespace.skip(line, from, comma);
            int stop = comma == line.length() ? comma : OptionalWhitespace.drop(line, start, comma);
            if (start < stop) {
                elements.add(new ForwardedParser(line, start, stop).element());
            }
            from = comma + 1;
        }
        return elements;
    }

    private static int endOfElement(String line, int from) {
        boolean quoted = false;
        for (int at = from; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                at++;
            } else if (c == ',' && !quoted) {
                return at;
            }
        }
        return line.length();
    }

    private ForwardedElement element() {
        Map<String, String> parameters = new HashMap<>();
        while (at < end) {
            if (!accept(';') && !parameter(parameters)) {
                return ForwardedElement.MALFORMED;
            }
        }
        return ForwardedElement.of(parameters);
    }

    /** Reads one {@code name=value} up to the next semicolon; false if it is malformed, or the name had come before. */
    private boolean parameter(Map<String, String> parameters) {
        String name = token();
        if (name == null || !accept('=')) {
            return false;
        }
        String value = accept('"') ? restOfQuotedString() : token();
        return value != null
                && (at == end || text.charAt(at) == ';')
                && parameters.put(name.toLowerCase(Locale.ROOT), value) == null;
    }

    private boolean accept(char wanted) {
        boolean found = at < end && text.charAt(at) == wanted;
        if (found) {
            at++;
        }
        return found;
    }

    private @Nullable String token() {
        int start = at;
        while (at < end && isTokenChar(text.charAt(at))) {
            at++;
        }
        return at == start ? null : text.substring(start, at);
    }

    private @Nullable String restOfQuotedString() {
        StringBuilder value = new StringBuilder();
        while (at < end) {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            if (c == '\\') {
                if (at == end) {
                    return null;
                }
                c = text.charAt(at++);
            }
            if (!isQuotable(c)) {
                return null;
            }
            value.append(c);
        }
        return null;
    }

    /** RFC 9110 section 5.6.2. */
    private static boolean isTokenChar(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || TOKEN_PUNCTUATION.indexOf(c) >= 0;
    }

    /** RFC 9110 section 5.6.4: what may stand in quotes, after a backslash or, but for quote and backslash, plainly. */
    private static boolean isQuotable(char c) {
        return c == '\t' || (c >= ' ' && c <= '~') || (c >= 0x80 && c <= 0xff);
    }
}
