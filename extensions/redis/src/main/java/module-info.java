/** Shares limits and changes between nodes, on Redis or Valkey. */
module io.keystile.redis {
    requires transitive io.keystile.core;
    requires org.slf4j;
    requires static org.apache.commons.pool2;
    requires static lettuce.core;
    requires static redis.clients.jedis;
    requires static transitive org.jspecify;

    exports io.keystile.redis;
}
