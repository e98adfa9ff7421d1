package io.keystile.conformance.jersey;

import io.keystile.jaxrs.PeerConnection;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import org.glassfish.grizzly.http.server.Request;

/** Passes the connection of each request to the feature. Applications on Grizzly need a filter like this one. */
// begin
@PreMatching
@Priority(Priorities.AUTHENTICATION - 10)
class GrizzlyConnectionFilter implements ContainerRequestFilter {
    private final Provider<Request> request;

    @Inject
    GrizzlyConnectionFilter(Provider<Request> request) {
        this.request = request;
    }

    @Override
    public void filter(ContainerRequestContext context) {
        Request current = request.get();
        context.setProperty(PeerConnection.PROPERTY, new PeerConnection(current.getRemoteAddr(), current.isSecure()));
    }
}
// end
