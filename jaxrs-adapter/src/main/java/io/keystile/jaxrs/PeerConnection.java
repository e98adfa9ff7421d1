package io.keystile.jaxrs;

import org.jspecify.annotations.Nullable;

/**
 * The connection of a request, which the JAX-RS API does not provide. In a servlet container it is set automatically.
 * Elsewhere the application must set it, in a pre-matching filter with a priority below {@link
 * jakarta.ws.rs.Priorities#AUTHENTICATION}:
 *
 * <pre>{@code
 * context.setProperty(PeerConnection.PROPERTY, new PeerConnection(peerAddress, overTls));
 * }</pre>
 *
 * <p>Without it, a request counts as sent in clear text from an unknown address. It is denied, unless clear text is
 * allowed. Even then a key with an allowlist is denied.
 *
 * @param peerAddress the address of the TCP peer, before any rewriting from forwarding headers; null if unknown
 * @param encrypted whether the connection itself uses TLS, regardless of the request's target and headers
 * @param addressRewriter what replaced the peer's address by one from a forwarding header, such as {@code Tomcat's
 *     RemoteIpValve}; null if nothing is known to have done so. Such a request never counts as a local client
 */
public record PeerConnection(
        @Nullable String peerAddress,
        boolean encrypted,
        @Nullable String addressRewriter) {
    /** The name of the request's property. */
    public static final String PROPERTY = "io.keystile.connection";

    static final PeerConnection UNKNOWN = new PeerConnection(null, false);

    /** Creates a connection whose address nothing has replaced. */
    public PeerConnection(@Nullable String peerAddress, boolean encrypted) {
        this(peerAddress, encrypted, null);
    }
}
