package io.keystile.conformance.jaxrs;

import io.keystile.jaxrs.Public;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/**
 * A public resource. Its template also matches paths of {@link GuardedLocators}, but the template there is more
 * specific.
 */
@Path("{any: guarded-.*}/c1/open")
public class CoveringResource {
    /** Creates the resource. */
    public CoveringResource() {}

    @GET
    @Public
    public String covering() {
        return "covering";
    }
}
