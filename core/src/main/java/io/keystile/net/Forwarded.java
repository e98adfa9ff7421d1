package io.keystile.net;

import java.util.List;

/** Finds the client in the {@code Forwarded} field. The caller must limit the length of the field. */
final class Forwarded {

    private Forwarded() {}

    /**
     * Returns the rightmost element whose address is unknown or not trusted. If all are trusted, returns the leftmost.
     * If there is no element, returns {@link ForwardedElement#MALFORMED}.
     */
    static ForwardedElement client(List<String> lines, IpAllowlist trusted) {
        ForwardedElement hop = ForwardedElement.MALFORMED;
        for (int line = lines.size() - 1; line >= 0; line--) {
            List<ForwardedElement> elements = ForwardedParser.elements(lines.get(line));
            for (int i = elements.size() - 1; i >= 0; i--) {
                hop = elements.get(i);
                if (!trusted.contains(hop.address())) {
                    return hop;
                }
            }
        }
        return hop;
    }
}
