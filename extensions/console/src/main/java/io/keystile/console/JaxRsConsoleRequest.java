package io.keystile.console;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A JAX-RS request as the console sees it. */
final class JaxRsConsoleRequest implements ConsoleRequest {
    private final String below;
    private final Request request;
    private final UriInfo uri;
    private final HttpHeaders headers;
    private final SecurityContext security;
    private final InputStream body;

    /**
     * Takes what JAX-RS injects.
     *
     * @param below the decoded path below the resource, with or without slashes around it
     */
    JaxRsConsoleRequest(
            String below,
            Request request,
            UriInfo uri,
            HttpHeaders headers,
            SecurityContext security,
            InputStream body) {
        this.below = below;
        this.request = request;
        this.uri = uri;
        this.headers = headers;
        this.security = security;
        this.body = body;
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    /** Not all implementations leave the slash at the end in the variable. */
    @Override
    public String path() {
        boolean slash = uri().endsWith("/");
        String path = below.startsWith("/") ? below : "/" + below;
        if (path.equals("/")) {
            return slash ? path : "";
        }
        return slash && !path.endsWith("/") ? path + "/" : path;
    }

    @Override
    public String uri() {
        return uri.getRequestUri().getRawPath();
    }

    @Override
    public @Nullable String query() {
        return uri.getRequestUri().getRawQuery();
    }

    @Override
    public List<String> headers(String name) {
        List<String> values = headers.getRequestHeader(name);
        if (values != null && !values.isEmpty()) {
            return values;
        }
        String authority = uri.getRequestUri().getRawAuthority();
        return name.equalsIgnoreCase("Host") && authority != null ? List.of(authority) : List.of();
    }

    @Override
    public byte[] body(int atMost) throws IOException {
        return body.readNBytes(atMost);
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Stream.of(security, security.getUserPrincipal(), headers, uri, request)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }

    /** Returns an address relative to this request as an absolute one. */
    URI resolve(String address) {
        return uri.getRequestUri().resolve(address);
    }
}
