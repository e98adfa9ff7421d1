package io.keystile.net;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one proxy said in a {@code Forwarded} field: one element of RFC 7239 section 4.
 *
 * @param wellFormed whether it keeps the grammar; one that does not says nothing
 * @param node the client, with quotes and escapes removed; null if the proxy did not name it
 * @param scheme the scheme of the client's connection; null if the proxy did not say
 */
record ForwardedElement(
        boolean wellFormed, @Nullable String node, @Nullable String scheme) {

    static final ForwardedElement MALFORMED = new ForwardedElement(false, null, null);

    /** Takes parameters by their lower-case names. */
    static ForwardedElement of(Map<String, String> parameters) {
        return new ForwardedElement(true, parameters.get("for"), parameters.get("proto"));
    }

    /** Null if the element hides the client, does not name it, or names it by something that is not an address. */
    @Nullable
    IpAddress address() {
        return node == null ? null : ProxyNode.inForwarded(node);
    }

    boolean isHttps() {
        return "https".equalsIgnoreCase(scheme);
    }
}
