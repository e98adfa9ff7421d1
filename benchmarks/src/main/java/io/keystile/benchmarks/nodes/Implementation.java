package io.keystile.benchmarks.nodes;

import io.keystile.ratelimit.RateLimit;
import java.util.stream.IntStream;

/** The compared limiters, named as on the command line. */
public enum Implementation {
    /** This library through Lettuce: a sliding window, decided by the server. */
    keystileLettuce,
    /** This library through Jedis: the same. */
    keystileJedis,
    /** This library through Jedis with leases: the node takes permits ahead, and decides on most calls by itself. */
    keystileLeased,
    /** Bucket4j through Lettuce: a token bucket, decided by the node and written by compare-and-swap. */
    bucket4j,
    /** Redisson: a log of calls, decided by the server on the node's clock. */
    redisson;

    /**
     * Connects to a server on this machine, as one node.
     *
     * @param port the server's port
     * @param keys the number of keys
     * @param limit the limit of each key
     */
    Contender on(int port, int keys, RateLimit limit) {
        String[] ids = IntStream.range(0, keys)
                .mapToObj(key -> String.format("key:%012d", key))
                .toArray(String[]::new);
        return switch (this) {
            case keystileLettuce -> KeystileContender.lettuce(port, ids, limit);
            case keystileJedis -> KeystileContender.jedis(port, ids, limit, false);
            case keystileLeased -> KeystileContender.jedis(port, ids, limit, true);
            case bucket4j -> new Bucket4jContender(port, ids, limit);
            case redisson -> new RedissonContender(port, ids, limit);
        };
    }
}
