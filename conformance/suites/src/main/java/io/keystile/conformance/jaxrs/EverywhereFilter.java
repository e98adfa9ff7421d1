package io.keystile.conformance.jaxrs;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;

/** Adds a header to every response, as a CORS filter does. */
public class EverywhereFilter implements ContainerResponseFilter {
    static final String HEADER = "Access-Control-Allow-Origin";

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        response.getHeaders().putSingle(HEADER, "https://app.example");
    }
}
