package io.keystile.net;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code X-Forwarded-For} and {@code X-Forwarded-Proto}. The caller must limit their length. */
final class XForwarded {

    private static final String HTTPS = "https";

    private XForwarded() {}

    /**
     * Returns the rightmost address that is not trusted. If all are trusted, returns the leftmost. Returns null if
     * there is no entry, or if an entry that is read on the way is not an address.
     */
    static @Nullable IpAddress client(List<String> lines, IpAllowlist trusted) {
        IpAddress hop = null;
        for (int line = lines.size() - 1; line >= 0; line--) {
            String text = lines.get(line);
            int to = text.length();
            while (to >= 0) {
                int from = text.lastIndexOf(',', to - 1) + 1;
                hop = address(text, from, to);
                if (!trusted.contains(hop)) {
                    return hop;
                }
                to = from - 1;
            }
        }
        return hop;
    }

    /** Returns whether there is a value and every value in every line is {@code https}, ignoring case. */
    static boolean isHttps(List<String> lines) {
        return !lines.isEmpty() && lines.stream().allMatch(XForwarded::isHttpsOnly);
    }

    private static boolean isHttpsOnly(String line) {
        int from = 0;
        while (from <= line.length()) {
            int to = IpAddressParser.indexOf(',', line, from, line.length());
            if (!isHttps(line, from, to)) {
                return false;
            }
            from = to + 1;
        }
        return true;
    }

    private static boolean isHttps(String text, int from, int to) {
        int start = OptionalWhitespace.skipLeading(text, from, to);
        int stop = OptionalWhitespace.trimTrailing(text, start, to);
        if (stop - start != HTTPS.length()) {
            return false;
        }
        for (int i = 0; i < HTTPS.length(); i++) {
            if ((text.charAt(start + i) | 0x20) != HTTPS.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable IpAddress address(String text, int from, int to) {
        int start = OptionalWhitespace.skipLeading(text, from, to);
        return ProxyNode.inXForwardedFor(text, start, OptionalWhitespace.trimTrailing(text, start, to));
    }
}
