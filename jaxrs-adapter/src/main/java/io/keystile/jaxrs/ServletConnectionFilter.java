package io.keystile.jaxrs;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import org.jspecify.annotations.Nullable;

/** Sets a request's {@link PeerConnection} from the servlet container, if there is one. */
@PreMatching
final class ServletConnectionFilter implements ContainerRequestFilter {
    /**
     * Set by containers for every encrypted connection (Servlet 6.0, "SSL Attributes"). The request's {@code isSecure}
     * alone is not enough: some containers derive it from the request's target, which any client can write.
     */
    private static final String CIPHER_SUITE = "jakarta.servlet.request.cipher_suite";

    @Context
    @Nullable
    HttpServletRequest request;

    @Override
    public void filter(ContainerRequestContext context) {
        if (request != null && context.getProperty(PeerConnection.PROPERTY) == null) {
            context.setProperty(PeerConnection.PROPERTY, connectionOf(request));
        }
    }

    private static PeerConnection connectionOf(HttpServletRequest request) {
        try {
            boolean encrypted = request.isSecure() && request.getAttribute(CIPHER_SUITE) != null;
            return new PeerConnection(request.getRemoteAddr(), encrypted);
        } catch (RuntimeException e) {
            // Without a container, some implementations inject a request whose methods throw exceptions.
            return PeerConnection.UNKNOWN;
        }
    }
}
