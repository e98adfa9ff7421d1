package io.keystile.net;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where a request came from, and believes a forwarding header only if a trusted proxy sent it.
 *
 * <p>If the TCP peer is not trusted, its own address and its own connection count, and forwarding headers are ignored. If
 * it is trusted, the lines of the one configured header are joined and walked from right to left; trusted addresses are
 * skipped, and the first that is not trusted is the client. If every one is trusted, the leftmost is the client: the
 * request began at a proxy. The address is unknown if the header is missing or empty, if the walk meets an entry that is
 * not an address, or if the header has more than 8192 characters in all.
 *
 * <p>Behind a trusted proxy the transport is what the proxy says of the client's connection: with {@code Forwarded}, the
 * {@code proto} of the element at which the walk ended; with {@code X-Forwarded-For}, {@code X-Forwarded-Proto}, of which
 * every value must be {@code https}. If that is missing, malformed, too long or anything else, the transport is not
 * encrypted. A trusted proxy must therefore set these headers itself and never pass on a client's scheme. A trusted
 * loopback peer that sends no forwarding header at all is a client on this host: its own connection is the transport.
 *
 * <p>Immutable and thread-safe. The work is linear in the length of the headers.
 */
public final class ClientAddressResolver {

    private static final ClientAddressResolver DIRECT = new ClientAddressResolver(null, ForwardingHeader.FORWARDED);
    private static final ClientOrigin UNKNOWN = new ClientOrigin(null, Transport.CLEAR);
    private static final int MAX_HEADER_LENGTH = 8192;
    private static final String SCHEME_FIELD = "X-Forwarded-Proto";
    private static final List<String> SIGNS_OF_A_PROXY = List.of(
            "Forwarded", "X-Forwarded-For", SCHEME_FIELD, "X-Forwarded-Host", "X-Forwarded-Port", "X-Real-IP", "Via");

    private final @Nullable IpAllowlist trustedProxies;
    private final ForwardingHeader header;

    private ClientAddressResolver(@Nullable IpAllowlist trustedProxies, ForwardingHeader header) {
        this.trustedProxies = trustedProxies;
        this.header = header;
    }

    /** A resolver that trusts no proxy: the TCP peer is the client. */
    public static ClientAddressResolver direct() {
        return DIRECT;
    }

    /**
     * A resolver for an application behind proxies.
     *
     * @param trustedProxies the addresses of every proxy between the clients and this application
     * @param header the one header in which all of them name the client; the other is ignored
     */
    public static ClientAddressResolver behind(IpAllowlist trustedProxies, ForwardingHeader header) {
        return new ClientAddressResolver(Objects.requireNonNull(trustedProxies), Objects.requireNonNull(header));
    }

    /** Where the request came from; never fails, whatever the headers hold. */
    public ClientOrigin resolve(IncomingRequest request) {
        IpAddress peer = IpAddress.tryParsePeer(request.peerAddress());
        if (peer == null || trustedProxies == null || !trustedProxies.contains(peer)) {
            return new ClientOrigin(peer, ownTransport(request, peer));
        }
        if (peer.isLoopback() && showsNoProxy(request)) {
            return new ClientOrigin(null, ownTransport(request, peer));
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

    private static ClientOrigin origin(@Nullable IpAddress address, boolean https) {
        return new ClientOrigin(address, https ? Transport.ENCRYPTED : Transport.CLEAR);
    }

    private static Transport ownTransport(IncomingRequest request, @Nullable IpAddress peer) {
        if (request.secure()) {
            return Transport.ENCRYPTED;
        }
        boolean local = peer != null && peer.isLoopback() && showsNoProxy(request);
        return local ? Transport.LOOPBACK_CLEAR : Transport.CLEAR;
    }

    private static boolean showsNoProxy(IncomingRequest request) {
        for (String name : SIGNS_OF_A_PROXY) {
            if (!request.headers(name).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBounded(List<String> lines) {
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
