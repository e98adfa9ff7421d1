package io.keystile.conformance.jaxrs;

import io.keystile.jaxrs.Caller;
import io.keystile.jaxrs.Cost;
import io.keystile.jaxrs.Public;
import io.keystile.jaxrs.RequiresPermission;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Resource methods that respond, and read their caller, in different ways. */
@Path("answers")
@Produces(MediaType.TEXT_PLAIN)
public class AnsweringResource {
    private final AtomicInteger runs;

    AnsweringResource(AtomicInteger runs) {
        this.runs = runs;
    }

    @GET
    @Path("stage")
    public CompletionStage<String> stage(@Context SecurityContext security) {
        String caller = security.getUserPrincipal().getName();
        return CompletableFuture.supplyAsync(() -> "run " + runs.incrementAndGet() + " for " + caller);
    }

    @GET
    @Path("failing-stage")
    public CompletionStage<String> failingStage() {
        return CompletableFuture.supplyAsync(() -> {
            runs.incrementAndGet();
            throw new WebApplicationException(409);
        });
    }

    @GET
    @Path("failing-later")
    public void failingLater(@Suspended AsyncResponse response) {
        runs.incrementAndGet();
        new Thread(() -> response.resume(new WebApplicationException(409))).start();
    }

    @GET
    @Path("conflict")
    public String conflict() {
        runs.incrementAndGet();
        throw new WebApplicationException(409);
    }

    @GET
    @Path("mapped")
    public String mapped() {
        runs.incrementAndGet();
        throw new MappedException();
    }

    @GET
    @Path("caller")
    public String caller(@BeanParam Caller caller) {
        runs.incrementAndGet();
        return caller.principal().keyId() + " of " + caller.principal().workspace();
    }

    @OPTIONS
    @Path("options")
    @RequiresPermission("options:ask")
    public String options() {
        return "run " + runs.incrementAndGet();
    }

    @GET
    @Path("dear")
    @Cost(3)
    public String dear() {
        return "run " + runs.incrementAndGet();
    }

    @GET
    @Path("who")
    public String who(@Context SecurityContext security) {
        return security.getUserPrincipal().getName() + " " + security.getAuthenticationScheme() + " "
                + security.isUserInRole("flows:read") + " " + security.isSecure();
    }

    @GET
    @Path("secure")
    public String secure(@Context SecurityContext security) {
        return "secure: " + security.isSecure();
    }

    @GET
    @Path("public")
    @Public
    public String publicCaller(@Context SecurityContext security) {
        return "called by " + security.getUserPrincipal();
    }

    /** The exception that {@link MappedExceptionMapper} maps. */
    static final class MappedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
