/** Exports decisions, store calls and memory use as Micrometer meters. */
module io.keystile.micrometer {
    requires transitive io.keystile.core;
    requires static io.keystile.monitoring;
    requires transitive micrometer.core;
    requires static transitive org.jspecify;

    exports io.keystile.micrometer;
}
