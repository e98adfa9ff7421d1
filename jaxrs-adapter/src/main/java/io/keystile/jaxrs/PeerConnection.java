package io.keystile.jaxrs;

import org.jspecify.annotations.Nullable;

/**
 * The connection by which a request came, which the JAX-RS API does not tell. In a servlet container it is known by itself.
 * Elsewhere a pre-matching filter of a priority below {@link jakarta.ws.rs.Priorities#AUTHENTICATION} puts it into the
 * request:
 *
 * <pre>{@code
 * context.setProperty(PeerConnection.PROPERTY, new PeerConnection(peerAddress, overTls));
 * }</pre>
 *
 * <p>Without it a request counts as sent in clear text from an unknown address: it is denied, unless clear text is allowed,
 * and then a key with an allowlist is.
 *
 * @param peerAddress the address of the TCP peer, before any rewriting from forwarding headers; null if it is unknown
 * @param encrypted whether the connection itself is TLS, whatever the request's target or header says
 */
public record PeerConnection(@Nullable String peerAddress, boolean encrypted) {
    /** The property of the request that holds it. */
    public static final String PROPERTY = "io.keystile.connection";

    static final PeerConnection UNKNOWN = new PeerConnection(null, false);
}
