package io.keystile.net;

import java.util.List;

/** Walks the {@code Forwarded} field; the caller has bounded its length. */
final class Forwarded {

    private Forwarded() {}

    /**
     * The rightmost element whose address is not trusted or not known, or the leftmost of all if every one is trusted. With
     * no element at all, a malformed one.
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
