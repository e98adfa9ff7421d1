package io.keystile.adapter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A strict reader of structured fields that are Lists of Strings with parameters (RFC 9651 section 4.2), as far as
 * {@code RateLimit} and {@code RateLimit-Policy} need it: parameters are Integers, Strings or Byte Sequences.
 */
final class PolicyList {
    private static final int MAX_DIGITS = 15;

    private final String text;
    private int at;

    private PolicyList(String text) {
        this.text = text;
    }

    record Member(String name, Map<String, Object> parameters) {
        long number(String parameter) {
            if (parameters.get(parameter) instanceof Long number) {
                return number;
            }
            throw new IllegalArgumentException("Wanted a number " + parameter + " of " + this);
        }
    }

    /** Throws {@link IllegalArgumentException} if the field is not of this form. */
    static List<Member> parse(String text) {
        PolicyList list = new PolicyList(text);
        List<Member> members = new ArrayList<>();
        do {
            members.add(list.member());
        } while (list.hasNextMember());
        return members;
    }

    private boolean hasNextMember() {
        if (at == text.length()) {
            return false;
        }
        skip(" \t");
        expect(',');
        skip(" \t");
        return true;
    }

    private Member member() {
        String name = string();
        Map<String, Object> parameters = new LinkedHashMap<>();
        while (sees(';')) {
            at++;
            skip(" ");
            String key = key();
            expect('=');
            if (parameters.put(key, bareItem()) != null) {
                throw wrong("a parameter only once");
            }
        }
        return new Member(name, parameters);
    }

    private String key() {
        int start = at;
        while (at < text.length() && (isKeyStart(text.charAt(at)) || (at > start && isKeyRest(text.charAt(at))))) {
            at++;
        }
        if (at == start) {
            throw wrong("a key");
        }
        return text.substring(start, at);
    }

    private static boolean isKeyStart(char c) {
        return (c >= 'a' && c <= 'z') || c == '*';
    }

    private static boolean isKeyRest(char c) {
        return (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    }

    private Object bareItem() {
        if (sees('"')) {
            return string();
        }
        return sees(':') ? byteSequence() : (Object) integer();
    }

    private long integer() {
        int start = at;
        if (sees('-')) {
            at++;
        }
        int digits = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == digits || at - digits > MAX_DIGITS || sees('.')) {
            throw wrong("an integer of 1 to 15 digits");
        }
        return Long.parseLong(text.substring(start, at));
    }

    private String string() {
        expect('"');
        StringBuilder value = new StringBuilder();
        while (!sees('"')) {
            if (sees('\\')) {
                at++;
                if (!sees('"') && !sees('\\')) {
                    throw wrong("an escaped quote or backslash");
                }
            }
            if (at == text.length() || text.charAt(at) < ' ' || text.charAt(at) > '~') {
                throw wrong("printable ASCII and a closing quote");
            }
            value.append(text.charAt(at++));
        }
        at++;
        return value.toString();
    }

    private String byteSequence() {
        expect(':');
        int end = text.indexOf(':', at);
        if (end < 0 || !text.substring(at, end).matches("[A-Za-z0-9+/=]*")) {
            throw wrong("base64 and a closing colon");
        }
        String base64 = text.substring(at, end);
        at = end + 1;
        return base64;
    }

    private boolean sees(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private void expect(char c) {
        if (!sees(c)) {
            throw wrong("'" + c + "'");
        }
        at++;
    }

    private void skip(String characters) {
        while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private IllegalArgumentException wrong(String wanted) {
        return new IllegalArgumentException("Wanted " + wanted + " at " + at + " of <" + text + ">");
    }
}
