/** Lets JAX-RS requests through by their API key. */
module io.keystile.jaxrs {
    requires transitive io.keystile.core;
    requires transitive jakarta.ws.rs;
    requires static jakarta.servlet;
    requires static transitive org.jspecify;

    exports io.keystile.jaxrs;

    // For JAX-RS to inject what it has into the filters.
    opens io.keystile.jaxrs;
}
