package io.keystile.conformance.jaxrs;

import io.keystile.jaxrs.Public;
import io.keystile.jaxrs.RequiresPermission;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** An interface with all annotations for a class that has only {@link Path}. */
@Produces(MediaType.TEXT_PLAIN)
public interface InheritedApi {

    @GET
    @Path("closed")
    @RequiresPermission("inherited:read")
    String closed();

    @GET
    @Path("open")
    @Public
    String open();

    @GET
    @Path("plain")
    String plain();
}
