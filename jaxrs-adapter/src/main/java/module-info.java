/** Authenticates JAX-RS requests by their API key. */
module io.keystile.jaxrs {
    requires transitive io.keystile.core;
    requires transitive jakarta.ws.rs;
    requires static jakarta.servlet;
    requires static transitive org.jspecify;

    exports io.keystile.jaxrs;

    // JAX-RS injects its objects into the filters by reflection.
    opens io.keystile.jaxrs;
}
