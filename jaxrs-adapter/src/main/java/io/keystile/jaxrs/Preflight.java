package io.keystile.jaxrs;

import io.keystile.adapter.RequestPath;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;

/** Recognizes CORS preflights, by which a browser asks for permission to send a request to another origin. */
final class Preflight {
    private Preflight() {}

    /** Returns whether the request is a preflight on an unambiguous path. */
    static boolean is(ContainerRequestContext request) {
        return request.getMethod().equals(HttpMethod.OPTIONS)
                && request.getHeaders().containsKey("Origin")
                && request.getHeaders().containsKey("Access-Control-Request-Method")
                && !RequestPath.isAmbiguous(request.getUriInfo().getRequestUri().getRawPath());
    }
}
