package io.keystile.jaxrs;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import java.util.Objects;

/**
 * The last filter before matching. It authenticates requests that {@link KeyFilter} treated as public or as a
 * preflight, if a filter of the application has changed them since so that they are neither.
 */
@PreMatching
final class LateKeyFilter implements ContainerRequestFilter {
    private final Gate gate;
    private final PublicPaths publicPaths;

    LateKeyFilter(Gate gate, PublicPaths publicPaths) {
        this.gate = gate;
        this.publicPaths = publicPaths;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Call call = Objects.requireNonNull(Call.of(request), "The key filter has not seen this request");
        if (call.isAnonymous() && !isStillPublic(call, request)) {
            gate.authenticate(call, request);
        }
    }

    private boolean isStillPublic(Call call, ContainerRequestContext request) {
        return call.state() == Call.State.PREFLIGHT
                ? Preflight.is(request)
                : publicPaths.mayContain(request.getUriInfo());
    }
}
