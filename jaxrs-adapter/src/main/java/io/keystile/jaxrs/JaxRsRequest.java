package io.keystile.jaxrs;

import io.keystile.AuthRequest;
import io.keystile.Requirement;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JAX-RS request as input of the authenticator. */
record JaxRsRequest(ContainerRequestContext context, PeerConnection connection, Requirement requirement)
        implements AuthRequest {

    static JaxRsRequest of(ContainerRequestContext context, Requirement requirement) {
        Object property = context.getProperty(PeerConnection.PROPERTY);
        PeerConnection connection = property instanceof PeerConnection peer ? peer : PeerConnection.UNKNOWN;
        return new JaxRsRequest(context, connection, requirement);
    }

    @Override
    public @Nullable String peerAddress() {
        return connection.peerAddress();
    }

    @Override
    public @Nullable String addressRewriter() {
        return connection.addressRewriter();
    }

    @Override
    public boolean secure() {
        return connection.encrypted();
    }

    @Override
    public @Nullable String method() {
        return context.getMethod();
    }

    @Override
    public @Nullable String path() {
        return context.getUriInfo().getRequestUri().getRawPath();
    }

    @Override
    public List<String> headers(String name) {
        List<String> lines = context.getHeaders().get(name);
        return lines == null ? List.of() : lines;
    }

    /** Omits the request, which may contain a key. */
    @Override
    public String toString() {
        return "JaxRsRequest[" + requirement + "]";
    }
}
