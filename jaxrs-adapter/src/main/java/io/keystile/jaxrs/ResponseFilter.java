package io.keystile.jaxrs;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;

/** Tells in the answer what is left of the limits; and answers calls that led nowhere like those that led to a resource. */
final class AnswerFilter implements ContainerResponseFilter {
    private final Gate gate;

    AnswerFilter(Gate gate) {
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
