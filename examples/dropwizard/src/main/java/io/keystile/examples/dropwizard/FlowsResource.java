package io.keystile.examples.dropwizard;

import io.keystile.ApiKeyPrincipal;
import io.keystile.jaxrs.Caller;
import io.keystile.jaxrs.Public;
import io.keystile.jaxrs.RequiresPermission;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Flows, whose execution requires a key, and their public status. */
@Path("/flows")
@Produces(MediaType.APPLICATION_JSON)
public final class FlowsResource {

    public record Execution(String flow, String status, String workspace, String key) {}

    public record Status(String status) {}

    @POST
    @Path("/{id}/execute")
    @RequiresPermission("flows:execute")
    public Execution execute(@PathParam("id") String id, @BeanParam Caller caller) {
        ApiKeyPrincipal key = caller.principal();
        return new Execution(id, "completed", key.workspace(), key.getName());
    }

    @GET
    @Path("/status")
    @Public
    public Status status() {
        return new Status("up");
    }
}
