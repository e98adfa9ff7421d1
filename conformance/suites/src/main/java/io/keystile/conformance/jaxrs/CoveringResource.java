package io.keystile.conformance.jaxrs;

import io.keystile.jaxrs.Public;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** Opens a path that leads to {@link GuardedLocators} too, whose template is the closer one. */
@Path("{any: guarded-.*}/c1/open")
public class CoveringResource {
    /** Has no state. */
    public CoveringResource() {}

    @GET
    @Public
    public String covering() {
        return "covering";
    }
}
