package io.keystile.conformance.jaxrs;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import java.net.URI;

/**
 * Changes the method and the path of a request after its key was checked, as some applications do for old clients. The
 * new values are in {@code X-Method-Override} and {@code X-Path-Override}.
 */
@PreMatching
@Priority(Priorities.HEADER_DECORATOR)
public class MethodOverrideFilter implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
        String method = request.getHeaderString("X-Method-Override");
        if (method != null) {
            request.setMethod(method);
        }
        String path = request.getHeaderString("X-Path-Override");
        if (path != null) {
            request.setRequestUri(URI.create(request.getUriInfo().getBaseUri() + path));
        }
    }
}
