package io.keystile.net;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Explains why a request counts as sent in clear text or from nowhere, and what the operator can do. */
final class OriginAdvice {
    private static final String NONE = "no forwarding header";
    private static final String NO_PEER = "no address of the peer. JAX-RS without servlets: set the request's property"
            + " PeerConnection (docs/adapters.md).";
    private static final String END =
            " In development, or where something else encrypts all traffic: insecurelyAllowClearText()."
                    + " See docs/proxies.md and docs/containers.md.";

    private OriginAdvice() {}

    /** Returns the advice; {@code trustedHeader} is the header in which the peer is trusted, or null if it is not. */
    static String of(IncomingRequest request, @Nullable IpAddress peer, @Nullable ForwardingHeader trustedHeader) {
        return seen(request, peer, trustedHeader) + END;
    }

    /** Returns the advice for an unknown address. A peer, if there is one, is trusted in {@code header}. */
    static String ofUnknownAddress(IncomingRequest request, @Nullable IpAddress peer, ForwardingHeader header) {
        if (peer == null) {
            return "The client's address is unknown, so it is on no allowlist. Seen: " + NO_PEER;
        }
        String field = header.fieldName();
        String missing = request.headers(field).isEmpty() ? " sent no " : " sent no readable address in ";
        return "The client's address is unknown, so it is on no allowlist. Seen: the trusted proxy " + peer + missing
                + field + "; it sent " + proxyHeaders(request)
                + ". Let it set that header, or name the header that it sets in"
                + " clientAddresses(...). See docs/proxies.md.";
    }

    private static String seen(
            IncomingRequest request, @Nullable IpAddress peer, @Nullable ForwardingHeader trustedHeader) {
        String rewriter = request.addressRewriter();
        if (rewriter != null) {
            return "Seen: " + rewriter + " replaced the peer's address by " + textOf(peer)
                    + ", from a forwarding header." + switchOff();
        }
        if (peer == null) {
            return "Seen: no TLS, and " + NO_PEER;
        }
        if (trustedHeader != null) {
            return "Seen: the trusted proxy " + peer + " did not report \"https\" in " + schemeOf(trustedHeader)
                    + "; it sent " + proxyHeaders(request) + ". If clients call it by HTTPS, let it set that header, or"
                    + " name the header that it sets in clientAddresses(...).";
        }
        if (isForwardedAddress(request, peer)) {
            return "Seen: no TLS, and the peer's address " + peer + " is also in a forwarding header, so the container"
                    + " has probably taken it from there (Jetty: ForwardedRequestCustomizer; Undertow:"
                    + " proxy-address-forwarding)." + switchOff();
        }
        String headers = proxyHeaders(request);
        return headers.equals(NONE)
                ? "Seen: no TLS, from peer " + peer + ", with " + NONE
                        + ". If that is a proxy that terminates TLS, let it"
                        + " send X-Forwarded-For and X-Forwarded-Proto, and trust it: " + trust(peer)
                : "Seen: no TLS, from peer " + peer + ", with " + headers + ", ignored because " + peer
                        + " is not a trusted proxy. If it is your proxy, trust it: " + trust(peer);
    }

    private static String textOf(@Nullable IpAddress peer) {
        return peer == null ? "an unknown one" : peer.toString();
    }

    private static String schemeOf(ForwardingHeader header) {
        return header == ForwardingHeader.FORWARDED ? "Forwarded" : ClientAddressResolver.SCHEME_FIELD;
    }

    private static String switchOff() {
        return " Switch that off, and name your proxies in clientAddresses(...) (JSON: trustedProxies,"
                + " forwardingHeader). Spring Boot, which switches it on by itself on Kubernetes:"
                + " server.forward-headers-strategy=none.";
    }

    private static String trust(IpAddress peer) {
        return "clientAddresses(ClientAddressResolver.behind(IpAllowlist.of(\"" + peer
                + "\"), ForwardingHeader.X_FORWARDED_FOR)); JSON: trustedProxies, forwardingHeader.";
    }

    /** Returns the names of the forwarding headers, not their values, which the client may have chosen. */
    private static String proxyHeaders(IncomingRequest request) {
        String names = ClientAddressResolver.PROXY_HEADERS.stream()
                .filter(name -> !request.headers(name).isEmpty())
                .collect(joining(", "));
        return names.isEmpty() ? NONE : names;
    }

    private static boolean isForwardedAddress(IncomingRequest request, IpAddress peer) {
        List<String> lines = request.headers(ForwardingHeader.X_FORWARDED_FOR.fieldName());
        List<String> forwarded = request.headers(ForwardingHeader.FORWARDED.fieldName());
        return addressesIn(lines).anyMatch(peer::equals)
                || (ClientAddressResolver.isBounded(forwarded)
                        && forwarded.stream()
                                .flatMap(line -> ForwardedParser.elements(line).stream())
                                .anyMatch(element -> peer.equals(element.address())));
    }

    private static Stream<@Nullable IpAddress> addressesIn(List<String> lines) {
        return ClientAddressResolver.isBounded(lines)
                ? lines.stream()
                        .flatMap(line -> Stream.of(line.split(",", -1)))
                        .map(String::strip)
                        .map(entry -> ProxyNode.inXForwardedFor(entry, 0, entry.length()))
                : Stream.empty();
    }
}
