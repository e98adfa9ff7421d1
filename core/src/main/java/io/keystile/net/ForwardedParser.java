package io.keystile.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses one {@code Forwarded} field line strictly by RFC 7239 section 4, in time linear in its length.
 *
 * <p>The line is split at the commas outside quotes before any element is parsed. The end of an element therefore never
 * depends on whether another element is valid. An unmatched quote extends its element to the end of the line and makes
 * it malformed.
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

    /** Returns the elements from left to right, without empty ones (RFC 9110 section 5.6.1.2). */
    static List<ForwardedElement> elements(String line) {
        List<ForwardedElement> elements = new ArrayList<>();
        int from = 0;
        while (from <= line.length()) {
            int comma = endOfElement(line, from);
            int start = from == 0 ? from : OptionalWhitespace.skipLeading(line, from, comma);
            int stop = comma == line.length() ? comma : OptionalWhitespace.trimTrailing(line, start, comma);
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

    /** Reads one {@code name=value} up to the next semicolon; returns false if it is malformed or repeats a name. */
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

    /** Returns whether a token may contain the character (RFC 9110 section 5.6.2). */
    private static boolean isTokenChar(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || TOKEN_PUNCTUATION.indexOf(c) >= 0;
    }

    /**
     * Returns whether a quoted string may contain the character (RFC 9110 section 5.6.4). Quote and backslash must
     * follow a backslash, which the caller checks.
     */
    private static boolean isQuotable(char c) {
        return c == '\t' || (c >= ' ' && c <= '~') || (c >= 0x80 && c <= 0xff);
    }
}
