package io.keystile.conformance.jaxrs;

import io.keystile.jaxrs.Public;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.atomic.AtomicInteger;

/** A public method whose template also matches the path of a sub-resource locator. */
@Path("overlap")
@Produces(MediaType.TEXT_PLAIN)
public class OverlapResource {
    private final AtomicInteger runs;

    OverlapResource(AtomicInteger runs) {
        this.runs = runs;
    }

    @GET
    @Path("{rest: .*}")
    @Public
    public String open() {
        return "open";
    }

    @Path("private/{id}")
    public LocatingResource.Located locate(@PathParam("id") String id) {
        return new LocatingResource.Located(runs, id);
    }
}
