/** Administers and verifies keys from a shell. It has no API; its commands are what scripts depend on. */
module io.keystile.cli {
    requires io.keystile.core;
    requires io.keystile.monitoring;
    requires io.keystile.jdbc;
    requires io.keystile.redis;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires java.sql;
    requires redis.clients.jedis;
    requires static org.jspecify;

    opens io.keystile.cli to
            info.picocli;
}
