package io.keystile.jaxrs;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;

/**
 * Authenticates requests before matching, so that a client without a key cannot find out which resources exist. If the
 * path may lead to a public method, authentication happens after matching.
 */
@PreMatching
final class KeyFilter implements ContainerRequestFilter {
    private final Gate gate;
    private final PublicPaths publicPaths;
    private final boolean corsPreflight;

    KeyFilter(Gate gate, PublicPaths publicPaths, boolean corsPreflight) {
        this.gate = gate;
        this.publicPaths = publicPaths;
        this.corsPreflight = corsPreflight;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Call call = Call.begin(request);
        if (gate.wasGrantedEarlier(call, request)) {
            return;
        }
        if (corsPreflight && Preflight.is(request)) {
            call.preflight();
        } else if (!publicPaths.mayContain(request.getUriInfo())) {
            gate.authenticate(call, request);
        }
    }
}
