package io.keystile.conformance.jaxrs;

import jakarta.ws.rs.core.Application;
import java.util.Set;

/** An application of objects that were made for it. */
final class JaxRsApplication extends Application {
    private final Set<Object> parts;

    JaxRsApplication(Object... parts) {
        this.parts = Set.of(parts);
    }

    @Override
    @SuppressWarnings("deprecation") // the one way to hand over objects that every implementation of 3.1 and 4.0 knows
    public Set<Object> getSingletons() {
        return parts;
    }
}
