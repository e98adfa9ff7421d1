package io.keystile.conformance.jaxrs;

import jakarta.ws.rs.core.Application;
import java.util.Set;

/** A JAX-RS application of existing instances. */
final class JaxRsApplication extends Application {
    private final Set<Object> parts;

    JaxRsApplication(Object... parts) {
        this.parts = Set.of(parts);
    }

    @Override
    @SuppressWarnings("deprecation") // the only way to register instances in all implementations of 3.1 and 4.0
    public Set<Object> getSingletons() {
        return parts;
    }
}
