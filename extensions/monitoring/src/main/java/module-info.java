/** Observes the decisions of the authenticator: access log, alerts and usage. Also reacts to leaked keys. */
module io.keystile.monitoring {
    requires transitive io.keystile.core;
    requires com.fasterxml.jackson.databind;
    requires java.net.http;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.keystile.monitoring.accesslog;
    exports io.keystile.monitoring.alerts;
    exports io.keystile.monitoring.alerts.rules;
    exports io.keystile.monitoring.leaks;
    exports io.keystile.monitoring.usage;
}
