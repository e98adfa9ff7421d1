/** Contract tests for adapters, key stores, usage stores and rate limiters. */
module io.keystile.testkit {
    requires transitive com.fasterxml.jackson.databind;
    requires transitive io.keystile.core;
    requires static transitive io.keystile.monitoring;
    requires org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires org.junit.jupiter.params;
    requires static transitive org.jspecify;

    exports io.keystile.testkit;

    opens io.keystile.testkit;
}
