package io.keystile.jaxrs;

import io.keystile.adapter.AddressRewriter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import java.util.Collections;
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
            return new PeerConnection(request.getRemoteAddr(), encrypted, rewriterOf(request));
        } catch (RuntimeException e) {
            // Without a container, some implementations inject a request whose methods throw exceptions.
            return PeerConnection.UNKNOWN;
        }
    }

    /** The injected request is a proxy, so the wrappers behind it cannot be seen. */
    private static @Nullable String rewriterOf(HttpServletRequest request) {
        String container = AddressRewriter.in(request::getAttribute);
        return container != null
                ? container
                : AddressRewriter.ofFilters(
                        Collections.list(request.getAttributeNames()), name -> filterClass(request, name));
    }

    private static @Nullable String filterClass(HttpServletRequest request, String name) {
        FilterRegistration filter = request.getServletContext().getFilterRegistration(name);
        return filter == null ? null : filter.getClassName();
    }
}
