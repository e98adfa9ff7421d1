package io.keystile.conformance.jaxrs;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A base class that is not public. The compiler therefore generates copies (bridges) of its public methods in a public
 * subclass.
 */
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
