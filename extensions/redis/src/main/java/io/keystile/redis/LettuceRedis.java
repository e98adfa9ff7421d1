package io.keystile.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.resource.EpollProvider;
import io.lettuce.core.resource.IOUringProvider;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * {@link Redis} over a connection of Lettuce: to one server, to the primary that Sentinel names, or to a cluster. The
 * connection is shared by all threads and is not closed here.
 *
 * <pre>{@code
 * RedisClient client = RedisClient.create("redis://localhost");
 * client.setOptions(LettuceRedis.clientOptions().build());
 * Redis redis = LettuceRedis.of(client.connect());
 * }</pre>
 */
@SuppressWarnings("exports") // whoever uses this class has the client, and others need not
public final class LettuceRedis implements Redis {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration USER_TIMEOUT = Duration.ofSeconds(10);

    private final StatefulConnection<byte[], byte[]> connection;

    private LettuceRedis(StatefulConnection<byte[], byte[]> connection) {
        this.connection = connection;
    }

    /**
     * Returns an instance over the connection.
     *
     * @param connection a {@code StatefulRedisConnection}, {@code StatefulRedisMasterReplicaConnection} or
     *     {@code StatefulRedisClusterConnection} with any codec, whose client has the options of
     *     {@link #clientOptions} or {@link #clusterOptions}
     * @throws IllegalArgumentException if Lettuce would send a command again after a reconnect, or would queue commands
     *     while it is disconnected
     */
    public static LettuceRedis of(StatefulConnection<?, ?> connection) {
        ClientOptions options = connection.getOptions();
        if (!options.getReplayFilter().test(command(0, new byte[][] {new byte[0]}))) {
            throw new IllegalArgumentException("Lettuce would send commands again after a reconnect; give the client"
                    + " options with replayFilter(command -> true), as LettuceRedis.clientOptions() has");
        }
        if (!(connection instanceof StatefulRedisClusterConnection)
                && options.getDisconnectedBehavior() != ClientOptions.DisconnectedBehavior.REJECT_COMMANDS) {
            throw new IllegalArgumentException("Lettuce would queue commands while it is disconnected; give the client"
                    + " options with disconnectedBehavior(REJECT_COMMANDS), as LettuceRedis.clientOptions() has");
        }
        // The codec of the connection is not used: each command brings its own.
        @SuppressWarnings("unchecked")
        StatefulConnection<byte[], byte[]> bytes = (StatefulConnection<byte[], byte[]>) connection;
        return new LettuceRedis(bytes);
    }

    /**
     * Returns options for the client: no command is sent again after a reconnect, and none is queued while there is no
     * connection. For a cluster, use {@link #clusterOptions}.
     *
     * <p>A network that was cut without a word is noticed after about 10 seconds: by TCP keep-alive if nothing was in
     * flight, and otherwise by the TCP user timeout, which needs a native transport of Netty (on Linux, with
     * {@code netty-transport-native-epoll} or {@code -io_uring}). Without one, what was in flight keeps the dead
     * connection until the operating system gives up, about 15 minutes later on Linux ({@code net.ipv4.tcp_retries2}).
     */
    public static ClientOptions.Builder clientOptions() {
        return ClientOptions.builder()
                .replayFilter(command -> true)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(socketOptions());
    }

    /**
     * Returns options for the client of a cluster: no command is sent again after a reconnect. A command waits for the
     * first connection to its node, within its time limit. One to a node that was lost has no reply in time.
     */
    public static ClusterClientOptions.Builder clusterOptions() {
        // Not from clientOptions(): ClusterClientOptions.builder(options) does not copy the replay filter. And nothing
        // rejected: Lettuce opens the connection to a node with its first command, which it would reject.
        ClusterClientOptions.Builder options = ClusterClientOptions.builder();
        options.replayFilter(command -> true);
        options.socketOptions(socketOptions());
        return options;
    }

    /** Returns options that notice a lost network, of which Lettuce refuses those that its transport cannot set. */
    private static SocketOptions socketOptions() {
        SocketOptions.Builder options = SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT);
        boolean nativeTransport = EpollProvider.isAvailable() || IOUringProvider.isAvailable();
        if (nativeTransport || keepAliveIsAdjustable()) {
            options.keepAlive(SocketOptions.KeepAliveOptions.builder()
                    .enable()
                    .idle(Duration.ofSeconds(5))
                    .interval(Duration.ofSeconds(2))
                    .count(3)
                    .build());
        }
        if (nativeTransport) {
            options.tcpUserTimeout(SocketOptions.TcpUserTimeoutOptions.builder()
                    .enable()
                    .tcpUserTimeout(USER_TIMEOUT)
                    .build());
        }
        return options.build();
    }

    private static boolean keepAliveIsAdjustable() {
        try (Socket socket = new Socket()) {
            return socket.supportedOptions().stream()
                    .anyMatch(option -> option.name().equals("TCP_KEEPIDLE"));
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public @Nullable Object send(Duration timeout, int keyIndex, byte[]... command) {
        AsyncCommand<byte[], byte[], @Nullable Object> sent = new AsyncCommand<>(command(keyIndex, command));
        try {
            if (!connection.isOpen()) {
                throw new RedisCallException(RedisCallException.Outcome.NOT_SENT, "not connected", null);
            }
            connection.dispatch(sent);
            return sent.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // Not sent if it is still in a queue.
            sent.cancel();
            throw new RedisCallException(
                    RedisCallException.Outcome.UNKNOWN, "no reply within " + timeout.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            sent.cancel();
            Thread.currentThread().interrupt();
            throw new RedisCallException(RedisCallException.Outcome.UNKNOWN, "interrupted", e);
        } catch (ExecutionException e) {
            throw failed(Objects.requireNonNullElse(e.getCause(), e));
        } catch (io.lettuce.core.RedisException e) {
            throw failed(e);
        }
    }

    private static RedisCallException failed(Throwable cause) {
        String message = Objects.requireNonNullElse(cause.getMessage(), cause.toString());
        if (cause instanceof RedisCommandExecutionException) {
            return new RedisCallException(RedisCallException.Outcome.REFUSED, message, cause);
        }
        boolean rejected = message.startsWith("Currently not connected");
        return new RedisCallException(
                rejected ? RedisCallException.Outcome.NOT_SENT : RedisCallException.Outcome.UNKNOWN, message, cause);
    }

    private static Command<byte[], byte[], @Nullable Object> command(int keyIndex, byte[][] command) {
        CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE);
        for (int i = 1; i < command.length; i++) {
            if (i == keyIndex) {
                arguments.addKey(command[i]);
            } else {
                arguments.add(command[i]);
            }
        }
        return new Command<>(new Keyword(command[0]), new ReplyOutput(), arguments);
    }

    /** The name of a command. */
    private static final class Keyword implements ProtocolKeyword {

        private final byte[] bytes;

        Keyword(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public byte[] getBytes() {
            return bytes;
        }

        @Override
        public String toString() {
            return new String(bytes, StandardCharsets.US_ASCII);
        }
    }
}
