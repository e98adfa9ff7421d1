package io.keystile.redis;

import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.providers.ConnectionProvider;
import redis.clients.jedis.providers.PooledConnectionProvider;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * {@link Redis} over connections of Jedis: to one server, to the primary that Sentinel names, or to a cluster. The
 * provider may be shared with a {@code UnifiedJedis}. {@link #close} leaves it open, unless {@link #connect} created
 * it.
 *
 * <p>The time limit of a command begins when it has a connection. How long it waits for one is set in Jedis: by the
 * pool's {@code maxWait}, and for a new connection by {@code connectionTimeoutMillis} and {@code socketTimeoutMillis}.
 * Keep each of them at the time limit of a command or below. A connection whose command had no reply in time is closed,
 * so one that the network has cut without a word fails once.
 *
 * <pre>{@code
 * var pool = new ConnectionPoolConfig();
 * pool.setMaxWait(Duration.ofMillis(100));
 * var config = DefaultJedisClientConfig.builder().timeoutMillis(100).build();
 * Redis redis = JedisRedis.of(new PooledConnectionProvider(new HostAndPort("localhost", 6379), config, pool));
 * }</pre>
 */
@SuppressWarnings("exports") // whoever uses this class has the client, and others need not
public final class JedisRedis implements Redis, AutoCloseable {

    private static final int MAX_REDIRECTIONS = 5;
    private static final int DEFAULT_PORT = 6379;
    private static final int MAX_CONNECTIONS = 16;
    private static final Duration TIMEOUT = Duration.ofMillis(100);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Pattern PATH = Pattern.compile("(?:/\\d{0,5})?");

    private final ConnectionProvider provider;
    private final Runnable closing;

    private JedisRedis(ConnectionProvider provider, Runnable closing) {
        this.provider = provider;
        this.closing = closing;
    }

    /**
     * Returns an instance with up to 16 connections of its own to one server. It connects with the first command. With
     * TLS, the server's certificate must be trusted by Java and name the host.
     *
     * @param uri {@code redis://host:port/database}, or {@code rediss:} for TLS, with {@code user:password@} before the
     *     host if the server requires it; without a port 6379, without a database 0
     * @throws IllegalArgumentException if {@code uri} is malformed; the message omits it, because it may contain a
     *     password
     */
    public static JedisRedis connect(String uri) {
        URI parsed = parse(uri);
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(millis(CONNECT_TIMEOUT.toNanos()))
                .socketTimeoutMillis(millis(TIMEOUT.toNanos()))
                .user(JedisURIHelper.getUser(parsed))
                .password(JedisURIHelper.getPassword(parsed))
                .database(JedisURIHelper.getDBIndex(parsed));
        if (JedisURIHelper.isRedisSSLScheme(parsed)) {
            config.sslOptions(
                    SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).build());
        }
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(MAX_CONNECTIONS);
        pool.setMaxWait(TIMEOUT);
        int port = parsed.getPort() < 0 ? DEFAULT_PORT : parsed.getPort();
        PooledConnectionProvider provider =
                new PooledConnectionProvider(new HostAndPort(parsed.getHost(), port), config.build(), pool);
        return new JedisRedis(provider, provider::close);
    }

    private static URI parse(String uri) {
        try {
            URI parsed = new URI(uri);
            boolean redis = "redis".equals(parsed.getScheme()) || "rediss".equals(parsed.getScheme());
            if (redis
                    && parsed.getHost() != null
                    && PATH.matcher(parsed.getPath()).matches()
                    && parsed.getQuery() == null
                    && parsed.getFragment() == null) {
                return parsed;
            }
        } catch (URISyntaxException e) {
            // Its message would quote the password.
        }
        throw new IllegalArgumentException("the URI of a Redis server is redis://HOST:PORT/DATABASE, or rediss: for"
                + " TLS, with USER:PASSWORD@ before the host if the server requires it; percent-encode all but letters"
                + " and digits in the password");
    }

    /**
     * Returns an instance over the provider.
     *
     * @param provider for example a {@code PooledConnectionProvider}, {@code SentineledConnectionProvider} or
     *     {@link ClusterConnectionProvider}
     * @throws IllegalArgumentException if a call could wait forever for a connection of the pool
     */
    public static JedisRedis of(ConnectionProvider provider) {
        for (Object pool : provider.getConnectionMap().values()) {
            if (pool instanceof GenericObjectPool<?> connections
                    && connections.getBlockWhenExhausted()
                    && connections.getMaxWaitDuration().isNegative()) {
                throw new IllegalArgumentException("a call could wait forever for a connection of Jedis; give the pool"
                        + " a maxWait, for example setMaxWait(Duration.ofMillis(100))");
            }
        }
        return new JedisRedis(provider, () -> {});
    }

    @Override
    public @Nullable Object send(Duration timeout, int keyIndex, byte[]... command) {
        long deadline = System.nanoTime() + timeout.toNanos();
        CommandArguments arguments = arguments(keyIndex, command);
        JedisRedirectionException redirection = null;
        for (int i = 0; i <= MAX_REDIRECTIONS; i++) {
            try (Connection connection = connect(arguments, redirection)) {
                long left = deadline - System.nanoTime();
                return reply(
                        execute(connection, millis(left), arguments, redirection instanceof JedisAskDataException));
            } catch (JedisRedirectionException e) {
                // A node that redirects a command has not executed it.
                redirection = e;
            } catch (JedisDataException e) {
                throw failed(RedisCallException.Outcome.REFUSED, e);
            }
        }
        throw failed(RedisCallException.Outcome.REFUSED, Objects.requireNonNull(redirection));
    }

    private Connection connect(CommandArguments arguments, @Nullable JedisRedirectionException redirection) {
        try {
            if (redirection != null && provider instanceof ClusterConnectionProvider cluster) {
                if (!(redirection instanceof JedisAskDataException)) {
                    cluster.renewSlotCache();
                }
                return cluster.getConnection(redirection.getTargetNode());
            }
            return arguments.isKeyless() ? provider.getConnection() : provider.getConnection(arguments);
        } catch (JedisException e) {
            throw failed(RedisCallException.Outcome.NOT_SENT, e);
        }
    }

    private static @Nullable Object execute(
            Connection connection, int timeoutMillis, CommandArguments arguments, boolean asking) {
        RedisCallException.Outcome outcome = RedisCallException.Outcome.NOT_SENT;
        try {
            connection.setSoTimeout(timeoutMillis);
            if (asking) {
                connection.executeCommand(Protocol.Command.ASKING);
            }
            outcome = RedisCallException.Outcome.UNKNOWN;
            Object reply = connection.executeCommand(arguments);
            connection.rollbackTimeout();
            return reply;
        } catch (JedisDataException e) {
            connection.rollbackTimeout();
            throw e;
        } catch (JedisException e) {
            connection.setBroken();
            throw failed(outcome, e);
        }
    }

    /** Closes the connections, if {@link #connect} created this instance. */
    @Override
    public void close() {
        closing.run();
    }

    private static RedisCallException failed(RedisCallException.Outcome outcome, JedisException cause) {
        return new RedisCallException(outcome, Objects.requireNonNullElse(cause.getMessage(), cause.toString()), cause);
    }

    private static int millis(long nanos) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, nanos / 1_000_000));
    }

    private static CommandArguments arguments(int keyIndex, byte[][] command) {
        byte[] name = command[0];
        CommandArguments arguments = new CommandArguments(() -> name);
        for (int i = 1; i < command.length; i++) {
            if (i == keyIndex) {
                arguments.key(command[i]);
            } else {
                arguments.add(command[i]);
            }
        }
        return arguments;
    }

    /** Returns a reply of Jedis as {@link Redis#send} returns it. */
    private static @Nullable Object reply(@Nullable Object reply) {
        if (reply instanceof List<?> list) {
            List<@Nullable Object> elements = new ArrayList<>(list.size());
            for (Object element : list) {
                if (element instanceof Map.Entry<?, ?> entry) {
                    elements.add(reply(entry.getKey()));
                    elements.add(reply(entry.getValue()));
                } else {
                    elements.add(reply(element));
                }
            }
            return Collections.unmodifiableList(elements);
        }
        if (reply instanceof Boolean value) {
            return value ? 1L : 0L;
        }
        if (reply instanceof Double || reply instanceof BigInteger) {
            return reply.toString().getBytes(StandardCharsets.US_ASCII);
        }
        return reply;
    }
}
