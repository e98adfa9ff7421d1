package io.keystile.spring.boot;

import io.keystile.redis.LettuceRedis;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Connections to the server of the application's Spring Data Redis. The client is another one: it must not send a
 * command again after a reconnect, which would count a call twice.
 */
final class RedisConnections implements AutoCloseable {
    private final AbstractRedisClient client;
    private final Supplier<LettuceRedis> connector;
    private final LettuceRedis shared;

    private RedisConnections(AbstractRedisClient client, Supplier<LettuceRedis> connector) {
        this.client = client;
        this.connector = connector;
        this.shared = connector.get();
    }

    /**
     * Connects to the server, or the cluster, of {@code factory}.
     *
     * @param hasReplicas whether it has a master and replicas, of which it tells nobody
     */
    static RedisConnections like(LettuceConnectionFactory factory, boolean hasReplicas) {
        if (factory.isRedisSentinelAware() || factory.getSocketConfiguration() != null || hasReplicas) {
            throw new WrongPropertyException(
                    "keystile.redis.enabled",
                    "is true, but the LettuceConnectionFactory connects through sentinels, replicas or a socket",
                    "Define a bean of type RateLimiter instead:"
                            + " RedisRateLimiter.over(LettuceRedis.of(connection)).");
        }
        RedisClusterConfiguration cluster = factory.getClusterConfiguration();
        return cluster == null ? toServer(factory) : toCluster(factory, cluster);
    }

    private static RedisConnections toServer(LettuceConnectionFactory factory) {
        RedisStandaloneConfiguration server = factory.getStandaloneConfiguration();
        RedisURI uri = uri(server.getHostName(), server.getPort(), server.getUsername(), server.getPassword(), factory);
        uri.setDatabase(server.getDatabase());
        RedisClient client = factory.getClientConfiguration()
                .getClientResources()
                .map(resources -> RedisClient.create(resources, uri))
                .orElseGet(() -> RedisClient.create(uri));
        ClientOptions.Builder options = LettuceRedis.clientOptions();
        SslOptions ssl = sslOf(factory);
        client.setOptions((ssl == null ? options : options.sslOptions(ssl)).build());
        return new RedisConnections(client, () -> LettuceRedis.of(client.connect()));
    }

    private static RedisConnections toCluster(LettuceConnectionFactory factory, RedisClusterConfiguration cluster) {
        List<RedisURI> nodes = StreamSupport.stream(cluster.getClusterNodes().spliterator(), false)
                .map(node -> uri(
                        String.valueOf(node.getHost()),
                        node.getPort() == null ? RedisURI.DEFAULT_REDIS_PORT : node.getPort(),
                        cluster.getUsername(),
                        cluster.getPassword(),
                        factory))
                .toList();
        RedisClusterClient client = factory.getClientConfiguration()
                .getClientResources()
                .map(resources -> RedisClusterClient.create(resources, nodes))
                .orElseGet(() -> RedisClusterClient.create(nodes));
        ClusterClientOptions.Builder options = LettuceRedis.clusterOptions();
        SslOptions ssl = sslOf(factory);
        if (ssl != null) {
            options.sslOptions(ssl);
        }
        client.setOptions(options.build());
        return new RedisConnections(client, () -> LettuceRedis.of(client.connect()));
    }

    private static RedisURI uri(
            String host, int port, @Nullable String user, RedisPassword password, LettuceConnectionFactory factory) {
        LettuceClientConfiguration settings = factory.getClientConfiguration();
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(host)
                .withPort(port)
                .withSsl(settings.isUseSsl())
                .withVerifyPeer(settings.getVerifyMode())
                .withStartTls(settings.isStartTls());
        if (password.isPresent()) {
            char[] secret = password.get();
            if (user == null) {
                uri.withPassword(secret);
            } else {
                uri.withAuthentication(user, secret);
            }
        }
        return uri.build();
    }

    private static @Nullable SslOptions sslOf(LettuceConnectionFactory factory) {
        return factory.getClientConfiguration()
                .getClientOptions()
                .map(ClientOptions::getSslOptions)
                .orElse(null);
    }

    /** Returns the connection that commands share. */
    LettuceRedis shared() {
        return shared;
    }

    /** Opens a connection of its own, for reads that wait on the server. */
    LettuceRedis open() {
        return connector.get();
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
