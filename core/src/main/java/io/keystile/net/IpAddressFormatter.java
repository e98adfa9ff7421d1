package io.keystile.net;

/** Formats addresses in canonical form: dotted decimal for IPv4, RFC 5952 section 4 for IPv6. */
final class IpAddressFormatter {

    private static final int GROUPS = 8;

    private IpAddressFormatter() {}

    static String ipv4(int bits) {
        return (bits >>> 24) + "." + (bits >>> 16 & 0xff) + "." + (bits >>> 8 & 0xff) + "." + (bits & 0xff);
    }

    static String ipv6(long high, long low) {
        int gapStart = GROUPS;
        int gapLength = 1; // RFC 5952 section 4.2.2: a single group of zeros is not shortened
        for (int start = 0; start < GROUPS; start++) {
            int length = zerosFrom(start, high, low);
            if (length > gapLength) {
                gapStart = start;
                gapLength = length;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < GROUPS; index++) {
            if (index == gapStart) {
                text.append("::");
                index += gapLength - 1;
                continue;
            }
            if (index > 0 && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(index, high, low)));
        }
        return text.toString();
    }

    private static int zerosFrom(int start, long high, long low) {
        int end = start;
        while (end < GROUPS && group(end, high, low) == 0) {
            end++;
        }
        return end - start;
    }

    private static int group(int index, long high, long low) {
        long half = index < GROUPS / 2 ? high : low;
        return (int) (half >>> (48 - 16 * (index % 4))) & 0xffff;
    }
}
