package io.keystile.jaxrs;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;

/** Adds the quota to responses. Also decides on requests that matched no resource, so that they need a key too. */
final class ResponseFilter implements ContainerResponseFilter {
    private final Gate gate;

    ResponseFilter(Gate gate) {
        this.gate = gate;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        Call call = Call.of(request);
        if (call != null) {
            gate.complete(call, request, response);
        }
    }
}
