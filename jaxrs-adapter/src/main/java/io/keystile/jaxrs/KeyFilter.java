package io.keystile.jaxrs;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;

/**
 * Asks for a valid key before anything is matched, so that nobody can find out without one what there is. Where the path may
 * be a public method's, that has to wait.
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
