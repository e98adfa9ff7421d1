package io.keystile.conformance.jaxrs;

import io.keystile.jaxrs.Public;
import io.keystile.jaxrs.RequiresPermission;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.concurrent.atomic.AtomicInteger;

/** A sub-resource locator, which runs before the implementation knows the method that the request reaches. */
@Path("workspaces")
public class LocatingResource {
    private final AtomicInteger runs;

    LocatingResource(AtomicInteger runs) {
        this.runs = runs;
    }

    /** Counts one run; the located method counts another. */
    @Path("{id}")
    public Located locate(@PathParam("id") String id, @Context SecurityContext security) {
        runs.incrementAndGet();
        return new Located(runs, id + " for " + security.getUserPrincipal().getName());
    }

    /** The sub-resource. */
    @Produces(MediaType.TEXT_PLAIN)
    public static class Located {
        private final AtomicInteger runs;
        private final String name;

        Located(AtomicInteger runs, String name) {
            this.runs = runs;
            this.name = name;
        }

        @GET
        public String get() {
            runs.incrementAndGet();
            return name;
        }

        @GET
        @Path("open")
        @Public
        public String open() {
            runs.incrementAndGet();
            return name;
        }

        @GET
        @Path("members")
        @RequiresPermission("members:read")
        public String members() {
            runs.incrementAndGet();
            return "members of " + name;
        }
    }
}
