package io.keystile.console;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * Serves a {@link Console} or an {@link AdminApi} in a JAX-RS application, below the {@code @Path} of a subclass:
 *
 * <pre>{@code
 * @Path("/settings/api-keys")
 * @Public(inherited = true) // where Keystile's feature protects the application
 * public final class ApiKeyPages extends ConsoleResource {
 *     public ApiKeyPages(Console console) {
 *         super(console);
 *     }
 * }
 * }</pre>
 *
 * <p>{@link ConsoleRequest#unwrap} returns the {@link SecurityContext}, its user principal, {@link HttpHeaders}, {@link
 * UriInfo} or {@link Request}. JAX-RS makes addresses in {@code Location} absolute. Register one instance. Thread-safe.
 */
@SuppressWarnings("exports") // whoever serves it in JAX-RS has that API, and others need not
public abstract class ConsoleResource {
    private static final String BELOW = "{path: .*}";

    private final Function<ConsoleRequest, ConsoleResponse> server;

    /** Creates a resource for a console. */
    protected ConsoleResource(Console console) {
        this(console::respond);
    }

    /** Creates a resource for an API. */
    protected ConsoleResource(AdminApi api) {
        this(api::respond);
    }

    ConsoleResource(Function<ConsoleRequest, ConsoleResponse> server) {
        this.server = server;
    }

    /** Responds to a request for the place itself. */
    @GET
    public Response get(
            @Context Request request,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security) {
        return respond(new JaxRsConsoleRequest("", request, uri, headers, security, InputStream.nullInputStream()));
    }

    /** Responds to a request that reads. */
    @GET
    @Path(BELOW)
    public Response get(
            @PathParam("path") String path,
            @Context Request request,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security) {
        return respond(new JaxRsConsoleRequest(path, request, uri, headers, security, InputStream.nullInputStream()));
    }

    /** Responds to a form, or to a request that adds something or does something. */
    @POST
    @Path(BELOW)
    public Response post(
            @PathParam("path") String path,
            @Context Request request,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            InputStream body) {
        return respond(new JaxRsConsoleRequest(path, request, uri, headers, security, body));
    }

    /** Responds to a request that changes something. */
    @PATCH
    @Path(BELOW)
    public Response patch(
            @PathParam("path") String path,
            @Context Request request,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            InputStream body) {
        return respond(new JaxRsConsoleRequest(path, request, uri, headers, security, body));
    }

    /** Responds to a request that deletes something. */
    @DELETE
    @Path(BELOW)
    public Response delete(
            @PathParam("path") String path,
            @Context Request request,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security) {
        return respond(new JaxRsConsoleRequest(path, request, uri, headers, security, InputStream.nullInputStream()));
    }

    private Response respond(JaxRsConsoleRequest request) {
        ConsoleResponse answer = server.apply(request);
        ResponseBuilder response = Response.status(answer.status());
        answer.headers()
                .forEach(header -> response.header(
                        header.name(),
                        // Some implementations would resolve it against the address of the application.
                        header.name().equals("Location") ? request.resolve(header.value()) : header.value()));
        if (!answer.body().isEmpty()) {
            response.entity(answer.body().getBytes(StandardCharsets.UTF_8));
        }
        return response.build();
    }
}
