package io.keystile.net;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One element of a {@code Forwarded} field (RFC 7239 section 4), as added by one proxy.
 *
 * @param wellFormed whether the element follows the grammar; if not, the other components are null
 * @param node the {@code for} parameter without quotes and escapes, which names the client; null if absent
 * @param scheme the {@code proto} parameter, the scheme of the client's connection; null if absent
 */
record ForwardedElement(
        boolean wellFormed, @Nullable String node, @Nullable String scheme) {

    static final ForwardedElement MALFORMED = new ForwardedElement(false, null, null);

    /** Creates a well-formed element from its parameters, whose names are in lower case. */
    static ForwardedElement of(Map<String, String> parameters) {
        return new ForwardedElement(true, parameters.get("for"), parameters.get("proto"));
    }

    /** Returns the client's address; null if the element omits or hides the client, or the node is not an address. */
    @Nullable
    IpAddress address() {
        return node == null ? null : ProxyNode.inForwarded(node);
    }

    boolean isHttps() {
        return "https".equalsIgnoreCase(scheme);
    }
}
