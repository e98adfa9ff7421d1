/** Authenticates servlet requests by their API key. */
module io.keystile.servlet {
    requires transitive io.keystile.core;
    requires transitive jakarta.servlet;
    requires static transitive org.jspecify;

    exports io.keystile.servlet;
}
