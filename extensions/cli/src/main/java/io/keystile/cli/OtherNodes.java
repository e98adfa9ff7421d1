package io.keystile.cli;

import io.keystile.redis.JedisRedis;
import io.keystile.redis.RedisCallException;
import io.keystile.redis.RedisChangeFeed;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.StoreChange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The running nodes of the application, which learn of a command's changes at once if {@code KEYSTILE_REDIS} names the
 * server that tells them of each other's. It connects only after a change.
 */
final class OtherNodes {
    static final String VARIABLE = "KEYSTILE_REDIS";

    private final @Nullable JedisRedis redis;
    private final List<StoreChange> changes = new ArrayList<>();

    private OtherNodes(@Nullable JedisRedis redis) {
        this.redis = redis;
    }

    /**
     * Returns the nodes behind this server.
     *
     * @param uri the value of {@link #VARIABLE}, or null if nobody is told
     * @throws CliException if it is malformed
     */
    static OtherNodes behind(@Nullable String uri) {
        try {
            return new OtherNodes(uri == null ? null : JedisRedis.connect(uri));
        } catch (IllegalArgumentException e) {
            throw CliException.wrongUse(VARIABLE + " is malformed: " + e.getMessage());
        }
    }

    /** Collects the changes that are made through {@code store} from now on. */
    void follow(ApiKeyStore store) {
        if (redis != null) {
            store.onChange(changes::add);
        }
    }

    /**
     * Tells the nodes of the changes, which have been made, and disconnects.
     *
     * @throws CliException with {@link ExitCode#NOT_TOLD} if that fails
     */
    void tell() {
        if (redis == null) {
            return;
        }
        try (redis) {
            if (!changes.isEmpty()) {
                RedisChangeFeed.over(redis, redis).publish(List.copyOf(changes));
            }
        } catch (RedisCallException e) {
            throw CliException.notTold(
                    "The change is made, but the running nodes were not told of it; they see it when they read the key"
                            + " again, by default within 30 seconds. " + VARIABLE + ": " + e.getMessage(),
                    e);
        }
    }
}
