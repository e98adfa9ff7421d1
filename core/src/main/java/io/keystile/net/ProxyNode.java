package io.keystile.net;

import org.jspecify.annotations.Nullable;

/** Parses the client's address as proxies write it, with an optional port. */
final class ProxyNode {

    private static final int MAX_PORT_DIGITS = 5;
    private static final int MAX_PORT = 65_535;

    private ProxyNode() {}

    /**
     * Parses a node of RFC 7239 section 6: {@code 192.0.2.1} or {@code [2001:db8::1]}, with an optional port.
     *
     * @return the address; null for {@code unknown}, for an obfuscated identifier and for malformed text
     */
    static @Nullable IpAddress inForwarded(String node) {
        int end = endOfName(node, 0, node.length());
        boolean portIsValid =
                end == node.length() || isPort(node, end, node.length()) || isObfuscatedPort(node, end, node.length());
        return portIsValid ? name(node, 0, end) : null;
    }

    /** Parses an address with an optional port, such as {@code [2001:db8::1]:443}; returns null for other text. */
    static @Nullable IpAddress inXForwardedFor(String text, int from, int to) {
        IpAddress bare = IpAddressParser.address(text, from, to);
        if (bare != null) {
            return bare;
        }
        int end = endOfName(text, from, to);
        return end == to || isPort(text, end, to) ? name(text, from, end) : null;
    }

    private static int endOfName(String text, int from, int to) {
        boolean bracketed = from < to && text.charAt(from) == '[';
        int end = IpAddressParser.indexOf(bracketed ? ']' : ':', text, from, to);
        return bracketed && end < to ? end + 1 : end;
    }

    private static @Nullable IpAddress name(String text, int from, int to) {
        boolean bracketed = to - from > 1 && text.charAt(from) == '[' && text.charAt(to - 1) == ']';
        return bracketed ? IpAddressParser.ipv6(text, from + 1, to - 1) : IpAddressParser.ipv4(text, from, to);
    }

    private static boolean isPort(String text, int colon, int to) {
        int digits = to - colon - 1;
        if (text.charAt(colon) != ':' || digits < 1 || digits > MAX_PORT_DIGITS) {
            return false;
        }
        int port = 0;
        for (int at = colon + 1; at < to; at++) {
            char c = text.charAt(at);
            if (c < '0' || c > '9') {
                return false;
            }
            port = 10 * port + c - '0';
        }
        return port <= MAX_PORT;
    }

    private static boolean isObfuscatedPort(String text, int colon, int to) {
        if (to - colon < 3 || text.charAt(colon) != ':' || text.charAt(colon + 1) != '_') {
            return false;
        }
        for (int at = colon + 2; at < to; at++) {
            char c = text.charAt(at);
            boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            boolean digit = c >= '0' && c <= '9';
            if (!letter && !digit && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }
}
