/** Settings, API keys: pages on which people generate, watch, rotate and revoke keys. */
module io.keystile.console {
    requires transitive io.keystile.core;
    requires static io.keystile.monitoring;
    requires com.fasterxml.jackson.databind;
    requires gg.jte.runtime;
    requires static jakarta.servlet;
    requires static jakarta.ws.rs;
    requires static java.compiler; // generated templates carry javax.annotation.processing.Generated
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.keystile.console;
}
