package io.keystile.examples.quickstart;

import io.keystile.jaxrs.Public;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code GET /rest/health}, which is public. */
@Path("/health")
public final class HealthResource {

    @GET
    @Public
    @Produces(MediaType.APPLICATION_JSON)
    public String health() {
        return "{\"status\":\"up\"}";
    }
}
