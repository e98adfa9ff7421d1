package io.keystile.conformance.jaxrs;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Cannot be seen from outside, for which compilers declare its methods again in a class that can. */
abstract class HiddenBase {
    private final AtomicInteger runs;

    HiddenBase(AtomicInteger runs) {
        this.runs = runs;
    }

    @GET
    @Path("inherited")
    public String inherited() {
        runs.incrementAndGet();
        return "inherited";
    }
}
