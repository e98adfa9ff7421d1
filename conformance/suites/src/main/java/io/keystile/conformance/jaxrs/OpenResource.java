package io.keystile.conformance.jaxrs;

import io.keystile.jaxrs.Public;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.atomic.AtomicInteger;

/** A {@link Public} class that declares one method and inherits another. */
@Path("opened")
@Public
@Produces(MediaType.TEXT_PLAIN)
public class OpenResource extends HiddenBase {
    OpenResource(AtomicInteger runs) {
        super(runs);
    }

    @GET
    @Path("own")
    public String own() {
        return "own";
    }
}
