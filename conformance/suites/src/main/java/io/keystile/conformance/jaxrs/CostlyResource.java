package io.keystile.conformance.jaxrs;

import io.keystile.jaxrs.Cost;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** A resource whose type has a cost, and which responds to preflights itself. */
@Path("costly")
@Produces(MediaType.TEXT_PLAIN)
@Cost(2)
public class CostlyResource {
    @OPTIONS
    public String options() {
        return "options";
    }
}
