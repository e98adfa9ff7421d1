package io.keystile.net;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Determines the client's address and transport; reads a forwarding header only if a trusted proxy sent it.
 *
 * <p>If the TCP peer is not trusted, the peer is the client, and forwarding headers do not change its address. If the
 * peer is trusted, the lines of the one configured header are joined and read from right to left. Trusted addresses are
 * skipped, and the first untrusted address is the client. If all are trusted, the leftmost is the client, because the
 * request began at a proxy. The address is unknown (null) if the header is missing or empty, if an entry that is read
 * is not an address, or if the header has more than 8192 characters, counting one separator for each line.
 *
 * <p>Behind a trusted proxy, the transport is the one that the proxy reports for the client's connection. With
 * {@code Forwarded}, this is the {@code proto} of the element at which reading stopped. With {@code X-Forwarded-For},
 * every value of {@code X-Forwarded-Proto} must be {@code https}. If the scheme is missing, malformed, too long or
 * anything else, the transport is not encrypted. A trusted proxy must therefore set these headers itself and never pass
 * on a client's scheme.
 *
 * <p>A trusted loopback peer without any header of a proxy is a client on this host. Its address is unknown, and its
 * own connection is the transport. A loopback address that the container took from a header is not one of this host.
 *
 * <p>Immutable and thread-safe. The work is linear in the length of the headers.
 */
public final class ClientAddressResolver {

    private static final ClientAddressResolver DIRECT = new ClientAddressResolver(null, ForwardingHeader.FORWARDED);
    private static final ClientOrigin UNKNOWN = new ClientOrigin(null, Transport.CLEAR);
    private static final int MAX_HEADER_LENGTH = 8192;
    static final String SCHEME_FIELD = "X-Forwarded-Proto";
    static final List<String> PROXY_HEADERS = List.of(
            "Forwarded", "X-Forwarded-For", SCHEME_FIELD, "X-Forwarded-Host", "X-Forwarded-Port", "X-Real-IP", "Via");

    private final @Nullable IpAllowlist trustedProxies;
    private final ForwardingHeader header;

    private ClientAddressResolver(@Nullable IpAllowlist trustedProxies, ForwardingHeader header) {
        this.trustedProxies = trustedProxies;
        this.header = header;
    }

    /** Returns a resolver that trusts no proxy: the TCP peer is always the client. */
    public static ClientAddressResolver direct() {
        return DIRECT;
    }

    /**
     * Returns a resolver for an application behind proxies.
     *
     * @param trustedProxies the addresses of every proxy between the clients and this application. No block is wider
     *     than an IPv4 /8 or an IPv6 /16, except {@code fc00::/7}; and no more than four of those in all
     * @param header the header in which all these proxies name the client; the value of the other one is ignored
     * @throws IllegalArgumentException if the trusted addresses are so many that clients must be among them
     */
    public static ClientAddressResolver behind(IpAllowlist trustedProxies, ForwardingHeader header) {
        ProxyBounds.require(trustedProxies);
        return new ClientAddressResolver(trustedProxies, Objects.requireNonNull(header));
    }

    /** Returns the client's address and transport. Throws nothing, whatever the headers contain. */
    public ClientOrigin resolve(IncomingRequest request) {
        IpAddress peer = IpAddress.tryParsePeer(request.peerAddress());
        if (peer == null || trustedProxies == null || !trustedProxies.contains(peer)) {
            return new ClientOrigin(peer, transportOfPeer(request, peer));
        }
        if (peer.isLoopback() && hasNoProxyHeader(request)) {
            return new ClientOrigin(null, transportOfPeer(request, peer));
        }
        List<String> lines = request.headers(header.fieldName());
        return switch (header) {
            case X_FORWARDED_FOR -> {
                List<String> schemes = request.headers(SCHEME_FIELD);
                yield isBounded(lines) && isBounded(schemes)
                        ? origin(XForwarded.client(lines, trustedProxies), XForwarded.isHttps(schemes))
                        : UNKNOWN;
            }
            case FORWARDED -> {
                if (!isBounded(lines)) {
                    yield UNKNOWN;
                }
                ForwardedElement client = Forwarded.client(lines, trustedProxies);
                yield origin(client.address(), client.isHttps());
            }
        };
    }

    /**
     * Explains, for a log, why a request counts as sent in clear text: what was seen, and which setting would change
     * it. The text contains the peer's address, and nothing else that the client controls.
     */
    public String explainClearText(IncomingRequest request) {
        IpAddress peer = IpAddress.tryParsePeer(request.peerAddress());
        boolean trusted = trustedProxies != null && trustedProxies.contains(peer);
        return OriginAdvice.of(request, peer, trusted ? header : null);
    }

    /** Explains, for a log, why the client's address is unknown. The text is as that of {@link #explainClearText}. */
    public String explainUnknownAddress(IncomingRequest request) {
        IpAddress peer = IpAddress.tryParsePeer(request.peerAddress());
        return OriginAdvice.ofUnknownAddress(request, peer, header);
    }

    private static ClientOrigin origin(@Nullable IpAddress address, boolean https) {
        return new ClientOrigin(address, https ? Transport.ENCRYPTED : Transport.CLEAR);
    }

    private static Transport transportOfPeer(IncomingRequest request, @Nullable IpAddress peer) {
        if (request.secure()) {
            return Transport.ENCRYPTED;
        }
        boolean local =
                peer != null && peer.isLoopback() && hasNoProxyHeader(request) && request.addressRewriter() == null;
        return local ? Transport.LOOPBACK_CLEAR : Transport.CLEAR;
    }

    private static boolean hasNoProxyHeader(IncomingRequest request) {
        for (String name : PROXY_HEADERS) {
            if (!request.headers(name).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    static boolean isBounded(List<String> lines) {
        int length = 0;
        for (String line : lines) {
            length += line.length() + 1;
            if (length > MAX_HEADER_LENGTH) {
                return false;
            }
        }
        return true;
    }
}
