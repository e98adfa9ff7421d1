package io.keystile.conformance.jaxrs;

import io.keystile.conformance.jaxrs.LocatingResource.Located;
import io.keystile.jaxrs.RequiresPermission;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.concurrent.atomic.AtomicInteger;

/** A resource class that requires a permission and has only a sub-resource locator. */
@Path("guarded-locators")
@RequiresPermission("guarded:all")
public class GuardedLocators {
    private final AtomicInteger runs;

    GuardedLocators(AtomicInteger runs) {
        this.runs = runs;
    }

    @Path("{id}")
    public Located locate(@PathParam("id") String id) {
        return new Located(runs, id);
    }
}
