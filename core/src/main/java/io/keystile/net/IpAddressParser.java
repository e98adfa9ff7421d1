package io.keystile.net;

import org.jspecify.annotations.Nullable;

/** Reads addresses from text, strictly, in one pass and without an allocation besides the result. */
final class IpAddressParser {

    private static final int MAX_LENGTH = "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255".length();
    private static final int GROUPS = 8;
    private static final int MAX_HEX_DIGITS = 4;
    private static final int MAX_DECIMAL_DIGITS = 3;
    private static final int INVALID = -1;

    private IpAddressParser() {}

    static @Nullable IpAddress address(String text, int from, int to) {
        if (to - from > MAX_LENGTH) {
            return null;
        }
        return indexOf(':', text, from, to) == to ? ipv4(text, from, to) : ipv6(text, from, to);
    }

    /** An address that may, if it is IPv6, have a zone and stand in brackets. */
    static @Nullable IpAddress peer(String text) {
        int from = 0;
        int to = text.length();
        boolean bracketed = to > 1 && text.charAt(0) == '[' && text.charAt(to - 1) == ']';
        if (bracketed) {
            from++;
            to--;
        }
        int zone = indexOf('%', text, from, to);
        if (zone == to - 1) {
            return null;
        }
        return bracketed || zone < to ? ipv6(text, from, zone) : address(text, from, to);
    }

    static @Nullable IpAddress ipv4(String text, int from, int to) {
        long bits = ipv4Bits(text, from, to);
        return bits == INVALID ? null : IpAddress.ofIpv4Bits(bits);
    }

    static @Nullable IpAddress ipv6(String text, int from, int to) {
        if (to - from > MAX_LENGTH) {
            return null;
        }
        long high = 0;
        long low = 0;
        int index = 0;
        boolean gap = false;
        int at = from;
        while (at < to) {
            if (isGap(text, at, to)) {
                at += 2;
                int resume = GROUPS - countGroups(text, at, to);
                if (gap || resume <= index) {
                    return null;
                }
                gap = true;
                index = resume;
                continue;
            }
            int end = endOfHex(text, at, to);
            if (end < to && text.charAt(end) == '.') {
                long embedded = ipv4Bits(text, at, to);
                return embedded == INVALID || index != GROUPS - 2 ? null : IpAddress.ofBits(high, low | embedded);
            }
            if (end == at || end - at > MAX_HEX_DIGITS || index == GROUPS) {
                return null;
            }
            long group = hex(text, at, end);
            if (index < GROUPS / 2) {
                high |= group << (48 - 16 * index);
            } else {
                low |= group << (112 - 16 * index);
            }
            index++;
            at = end;
            if (at < to && !isGap(text, at, to)) {
                if (text.charAt(at) != ':' || at + 1 == to) {
                    return null;
                }
                at++;
            }
        }
        return index == GROUPS ? IpAddress.ofBits(high, low) : null;
    }

    private static boolean isGap(String text, int at, int to) {
        return at + 1 < to && text.charAt(at) == ':' && text.charAt(at + 1) == ':';
    }

    /** How many groups the rest claims to hold; an embedded IPv4 address takes the place of two. */
    private static int countGroups(String text, int from, int to) {
        if (from == to) {
            return 0;
        }
        int groups = indexOf('.', text, from, to) < to ? 2 : 1;
        for (int at = from; at < to; at++) {
            if (text.charAt(at) == ':') {
                groups++;
            }
        }
        return groups;
    }

    private static int endOfHex(String text, int from, int to) {
        int at = from;
        while (at < to && hexDigit(text.charAt(at)) != INVALID) {
            at++;
        }
        return at;
    }

    private static int hex(String text, int from, int to) {
        int value = 0;
        for (int at = from; at < to; at++) {
            value = value << 4 | hexDigit(text.charAt(at));
        }
        return value;
    }

    private static int hexDigit(char c) {
        if (isDigit(c)) {
            return c - '0';
        }
        int letter = c | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : INVALID;
    }

    /** The 32 bits of an IPv4 address, or {@link #INVALID}. */
    private static long ipv4Bits(String text, int from, int to) {
        long bits = 0;
        int at = from;
        for (int part = 0; part < 4; part++) {
            if (part > 0 && (at == to || text.charAt(at++) != '.')) {
                return INVALID;
            }
            int start = at;
            int value = 0;
            while (at < to && at - start < MAX_DECIMAL_DIGITS && isDigit(text.charAt(at))) {
                value = 10 * value + text.charAt(at++) - '0';
            }
            boolean leadingZero = at - start > 1 && text.charAt(start) == '0';
            if (at == start || leadingZero || value > 255) {
                return INVALID;
            }
            bits = bits << 8 | value;
        }
        return at == to ? bits : INVALID;
    }

    /** ASCII only, unlike {@link Character#isDigit(char)}. */
    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The first place of the character within the range, or its end. */
    static int indexOf(char wanted, String text, int from, int to) {
        int at = from;
        while (at < to && text.charAt(at) != wanted) {
            at++;
        }
        return at;
    }
}
