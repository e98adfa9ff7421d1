package io.keystile.redis;

import io.keystile.key.KeyId;
import io.keystile.store.ChangeFeed;
import io.keystile.store.StoreChange;
import io.keystile.testkit.ChangeFeedContract;
import io.keystile.testkit.RedisProcess;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;

class RedisChangeFeedContractTest extends ChangeFeedContract {
    private static final RedisProcess SERVER = RedisProcess.start();

    private final List<TestRedis> connections = new ArrayList<>();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @AfterEach
    void disconnect() {
        connections.forEach(TestRedis::close);
    }

    private TestRedis connect() {
        TestRedis connection = TestRedis.lettuce(SERVER);
        connections.add(connection);
        return connection;
    }

    @Override
    protected ChangeFeed newFeed() {
        return RedisChangeFeed.over(connect(), connect());
    }

    @Override
    protected void change(List<KeyId> keys) {
        try (ChangeFeed other = newFeed()) {
            other.publish(keys.stream().<StoreChange>map(StoreChange.OfKey::new).toList());
        }
    }
}
