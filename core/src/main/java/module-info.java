/** API-key authentication that knows no framework: keys, hashes, permissions, allowlists and limits. */
module io.keystile.core {
    requires com.github.benmanes.caffeine;
    requires com.fasterxml.jackson.databind;
    requires org.bouncycastle.provider;
    requires java.net.http;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.keystile;
    exports io.keystile.http;
    exports io.keystile.key;
    exports io.keystile.leak;
    exports io.keystile.manage;
    exports io.keystile.monitor;
    exports io.keystile.net;
    exports io.keystile.ratelimit;
    exports io.keystile.store;
}
