/** Authenticates API keys without a framework: keys, hashes, permissions, allowlists and limits. */
module io.keystile.core {
    requires com.github.benmanes.caffeine;
    requires com.fasterxml.jackson.databind;
    requires org.bouncycastle.provider;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.keystile;
    exports io.keystile.adapter;
    exports io.keystile.admin;
    exports io.keystile.key;
    exports io.keystile.model;
    exports io.keystile.net;
    exports io.keystile.ratelimit;
    exports io.keystile.store;

    // The JSON of configurations and plans, for modules that read them; no API.
    exports io.keystile.json to
            io.keystile.servlet,
            io.keystile.cli,
            io.keystile.console,
            io.keystile.jdbc;
}
