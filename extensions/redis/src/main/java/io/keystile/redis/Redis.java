package io.keystile.redis;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A connection to Redis or Valkey, over the client that the application uses: {@link LettuceRedis}, {@link JedisRedis},
 * or an implementation of your own. Implementations are thread-safe.
 */
@FunctionalInterface
public interface Redis {

    /**
     * Sends a command and waits for its reply. The server executes the command at most once: an implementation never
     * sends it again after the first bytes may have reached a server, except to the node that a {@code MOVED} or
     * {@code ASK} reply names.
     *
     * <p>A command that blocks on the server, such as {@code XREAD BLOCK}, delays all other commands of the same
     * connection. {@link LettuceRedis} has one connection, so give blocking commands an instance on a connection of
     * their own. {@link JedisRedis} takes a connection from its pool for each command.
     *
     * @param timeout the maximum time to wait for the reply, more than 0
     * @param keyIndex the index in {@code command} of a key whose cluster node gets the command; 0 if any node may
     * @param command the name of the command and its arguments
     * @return a {@code Long}, a {@code byte[]}, an unmodifiable {@code List} of replies, or null. A map of protocol
     *     version 3 is a list in which keys and values alternate
     * @throws RedisCallException if there is no reply in time, or the reply is an error
     */
    @Nullable
    Object send(Duration timeout, int keyIndex, byte[]... command);
}
