package io.keystile.net;

import org.jspecify.annotations.Nullable;

/** Parses addresses strictly. Allocates nothing but the result. */
final class IpAddressParser {

    private static final int MAX_LENGTH = "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255".length();
    private static final int GROUPS = 8;
    private static final int MAX_HEX_DIGITS = 4;
    private static final int INVALID = -1;

    /** Digit values by character. A table, because comparisons with letters and digits would mispredict branches. */
    private static final byte[] HEX_VALUES = hexValues();

    private IpAddressParser() {}

    static @Nullable IpAddress address(String text, int from, int to) {
        IpAddress ipv4 = ipv4(text, from, to); // stops at the first colon
        return ipv4 != null ? ipv4 : ipv6(text, from, to);
    }

    /** Parses an address; an IPv6 address may be in brackets and may have a zone, which is dropped. */
    static @Nullable IpAddress peer(String text) {
        int from = 0;
        int to = text.length();
        // Most peers are IPv4. This ends at the first other character.
        IpAddress ipv4 = ipv4(text, from, to);
        if (ipv4 != null) {
            return ipv4;
        }
        boolean bracketed = to > 1 && text.charAt(0) == '[' && text.charAt(to - 1) == ']';
        if (bracketed) {
            from++;
            to--;
        }
        int percent = text.indexOf('%');
        int zone = percent < 0 ? to : percent;
        if (zone == to - 1) {
            return null;
        }
        return ipv6(text, from, zone);
    }

    static @Nullable IpAddress ipv4(String text, int from, int to) {
        long bits = ipv4Bits(text, from, to);
        return bits == INVALID ? null : IpAddress.ofIpv4Bits(bits);
    }

    static @Nullable IpAddress ipv6(String text, int from, int to) {
        if (to - from > MAX_LENGTH) {
            return null;
        }
        long high = 0; // the groups after the gap, or all groups if there is no gap, shifted in from the right
        long low = 0;
        long highBeforeGap = 0;
        long lowBeforeGap = 0;
        int groups = 0;
        boolean gap = isGap(text, from, to);
        int at = gap ? from + 2 : from;
        while (at < to) {
            int start = at;
            int group = 0;
            for (int digit; at < to && (digit = hexDigit(text.charAt(at))) != INVALID; at++) {
                group = group << 4 | digit;
            }
            if (at < to && text.charAt(at) == '.') {
                long embedded = ipv4Bits(text, start, to);
                if (embedded == INVALID) {
                    return null;
                }
                high = high << 32 | low >>> 32;
                low = low << 32 | embedded;
                groups += 2;
                break;
            }
            if (at == start || at - start > MAX_HEX_DIGITS) {
                return null;
            }
            high = high << 16 | low >>> 48;
            low = low << 16 | group;
            groups++;
            if (isGap(text, at, to)) {
                if (gap || groups >= GROUPS) {
                    return null;
                }
                gap = true;
                int left = 16 * (GROUPS - groups);
                highBeforeGap = left < 64 ? high << left | low >>> (64 - left) : low << (left - 64);
                lowBeforeGap = left < 64 ? low << left : 0;
                high = 0;
                low = 0;
                at += 2;
            } else if (at < to && (text.charAt(at++) != ':' || at == to)) {
                return null;
            }
        }
        boolean complete = gap ? groups < GROUPS : groups == GROUPS;
        return complete ? IpAddress.ofBits(highBeforeGap | high, lowBeforeGap | low) : null;
    }

    private static boolean isGap(String text, int at, int to) {
        return at + 1 < to && text.charAt(at) == ':' && text.charAt(at + 1) == ':';
    }

    /** Returns the value of an ASCII digit or {@link #INVALID}; {@link Character#digit(char, int)} accepts more. */
    private static int hexDigit(char c) {
        return c < HEX_VALUES.length ? HEX_VALUES[c] : INVALID;
    }

    private static byte[] hexValues() {
        byte[] values = new byte['f' + 1];
        for (char c = 0; c < values.length; c++) {
            values[c] = (byte) Character.digit(c, 16);
        }
        return values;
    }

    /** Returns the 32 bits of an IPv4 address, or {@link #INVALID}. */
    private static long ipv4Bits(String text, int from, int to) {
        long bits = 0;
        int dots = 0;
        int digits = 0;
        int part = 0;
        for (int at = from; at < to; at++) {
            char c = text.charAt(at);
            if (c == '.') {
                if (digits == 0 || dots == 3) {
                    return INVALID;
                }
                bits = bits << 8 | part;
                part = 0;
                digits = 0;
                dots++;
            } else {
                boolean leadingZero = digits > 0 && part == 0;
                part = 10 * part + c - '0';
                digits++;
                if (c < '0' || c > '9' || leadingZero || part > 255) {
                    return INVALID;
                }
            }
        }
        return dots == 3 && digits > 0 ? bits << 8 | part : INVALID;
    }

    /** Returns the first index of the character within the range, or {@code to} if it is absent. */
    static int indexOf(char wanted, String text, int from, int to) {
        int at = from;
        while (at < to && text.charAt(at) != wanted) {
            at++;
        }
        return at;
    }
}
