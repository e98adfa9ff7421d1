package io.keystile.conformance.jaxrs;

import jakarta.ws.rs.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Inherits the annotations of its methods from {@link InheritedApi}. */
@Path("inherited")
public class InheritingResource implements InheritedApi {
    private final AtomicInteger runs;

    InheritingResource(AtomicInteger runs) {
        this.runs = runs;
    }

    @Override
    public String closed() {
        runs.incrementAndGet();
        return "closed";
    }

    @Override
    public String open() {
        return "open";
    }

    @Override
    public String plain() {
        runs.incrementAndGet();
        return "plain";
    }
}
