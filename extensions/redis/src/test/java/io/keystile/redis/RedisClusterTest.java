package io.keystile.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.testkit.RedisProcess;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.providers.ClusterConnectionProvider;

/** A limiter on a cluster of three nodes. */
class RedisClusterTest {

    private static final int SLOTS = 16_384;
    private static final int NODES = 3;
    private static final List<RedisProcess> SERVERS = new ArrayList<>();
    private static final List<TestRedis> ADMINS = new ArrayList<>();
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    enum Client {
        LETTUCE,
        JEDIS;

        TestRedis connect() {
            return this == LETTUCE ? lettuce() : jedis();
        }
    }

    private static TestRedis lettuce() {
        RedisClusterClient client =
                RedisClusterClient.create("redis://127.0.0.1:" + SERVERS.get(0).port());
        client.setOptions(LettuceRedis.clusterOptions().build());
        return TestRedis.of(
                LettuceRedis.of(client.connect()), () -> client.shutdown(Duration.ZERO, Duration.ofSeconds(5)));
    }

    private static TestRedis jedis() {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxWait(Duration.ofSeconds(1));
        ClusterConnectionProvider provider = new ClusterConnectionProvider(
                Set.of(new HostAndPort("127.0.0.1", SERVERS.get(0).port())),
                DefaultJedisClientConfig.builder().timeoutMillis(1_000).build(),
                pool);
        return TestRedis.of(JedisRedis.of(provider), provider::close);
    }

    @BeforeAll
    static void start() {
        for (int i = 0; i < NODES; i++) {
            SERVERS.add(RedisProcess.start("--cluster-enabled", "yes"));
            ADMINS.add(TestRedis.jedis(SERVERS.get(i)));
            int first = i * SLOTS / NODES;
            int last = (i + 1) * SLOTS / NODES - 1;
            ADMINS.get(i).send("CLUSTER", "ADDSLOTSRANGE", Integer.toString(first), Integer.toString(last));
            ADMINS.get(i).send("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
        }
        for (int i = 1; i < NODES; i++) {
            for (int j = 0; j < i; j++) {
                // Each meets each, so that none waits for gossip.
                String port = Integer.toString(SERVERS.get(i).port());
                ADMINS.get(j).send("CLUSTER", "MEET", "127.0.0.1", port);
            }
        }
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!ADMINS.stream().allMatch(RedisClusterTest::isReady)) {
            assertThat(System.nanoTime()).as("the cluster is not ready in time").isLessThan(deadline);
        }
    }

    private static boolean isReady(TestRedis admin) {
        String info = admin.text("CLUSTER", "INFO");
        return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + NODES);
    }

    @AfterAll
    static void stop() {
        ADMINS.forEach(TestRedis::close);
        SERVERS.forEach(RedisProcess::close);
    }

    @BeforeEach
    void forget() {
        ADMINS.forEach(admin -> admin.send("FLUSHALL"));
    }

    private static RedisRateLimiter limiter(Redis redis) {
        return RedisRateLimiter.over(redis)
                .timeout(TIMEOUT)
                .executor(Runnable::run)
                .build();
    }

    private static List<RateLimitBucket> call(String workspace) {
        return List.of(
                new RateLimitBucket("workspace:" + workspace, workspace, List.of(RateLimit.perMinute(5))),
                new RateLimitBucket("key:of-" + workspace, workspace, List.of(RateLimit.perSecond(5))));
    }

    @ParameterizedTest
    @EnumSource
    void bucketsOfACallAreOnOneNodeAndWorkspacesOnAll(Client client) {
        try (TestRedis redis = client.connect()) {
            RedisRateLimiter limiter = limiter(redis);
            for (int i = 0; i < 60; i++) {
                assertThat(limiter.tryAcquire(call("w" + i), 1).granted()).isTrue();
            }
            assertThat(limiter.stats().failures()).isZero();
            assertThat(ADMINS).allMatch(admin -> admin.number("DBSIZE") > 10);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bucketsOfDifferentGroupsAreRefused(Client client) {
        try (TestRedis redis = client.connect()) {
            RedisRateLimiter limiter = limiter(redis);
            List<RateLimitBucket> apart = List.of(call("a").get(0), call("b").get(1));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> limiter.tryAcquire(apart, 1))
                    .withMessageContaining("group");
            assertThat(limiter.stats().failures()).isZero();
        }
    }

    /** The client follows ASK while the slot moves, and MOVED afterwards; nothing is counted twice or lost. */
    @ParameterizedTest
    @EnumSource
    void limitIsKeptWhileItsSlotMovesToAnotherNode(Client client) {
        try (TestRedis redis = client.connect()) {
            RedisRateLimiter limiter = limiter(redis);
            String workspace = "moved-" + client;
            List<RateLimitBucket> call = List.of(call(workspace).get(0));
            assertThat(limiter.tryAcquire(call, 1).granted()).isTrue();
            String slot = Long.toString(ADMINS.get(0).number("CLUSTER", "KEYSLOT", "{" + workspace + "}"));
            int from = (int) (Long.parseLong(slot) * NODES / SLOTS);
            int to = (from + 1) % NODES;
            String fromId = ADMINS.get(from).text("CLUSTER", "MYID");
            String toId = ADMINS.get(to).text("CLUSTER", "MYID");
            ADMINS.get(to).send("CLUSTER", "SETSLOT", slot, "IMPORTING", fromId);
            ADMINS.get(from).send("CLUSTER", "SETSLOT", slot, "MIGRATING", toId);
            assertThat(limiter.tryAcquire(call, 1).granted()).isTrue();
            String key = new LimitCall(call).limits().get(0).key();
            ADMINS.get(from)
                    .send(
                            "MIGRATE",
                            "127.0.0.1",
                            Integer.toString(SERVERS.get(to).port()),
                            key,
                            "0",
                            "5000");
            assertThat(limiter.tryAcquire(call, 1).granted()).isTrue();
            for (int node : new int[] {to, from, (to + 1) % NODES}) {
                ADMINS.get(node).send("CLUSTER", "SETSLOT", slot, "NODE", toId);
            }
            assertThat(limiter.tryAcquire(call, 2).granted()).isTrue();
            ADMINS.get(from).send("CONFIG", "RESETSTAT");
            assertThat(limiter.tryAcquire(call, 1).granted()).isFalse();
            if (client == Client.JEDIS) {
                // It has read the slots again. Lettuce does so later, in the background.
                assertThat(ADMINS.get(from).text("INFO", "commandstats")).doesNotContain("cmdstat_evalsha");
            }
            assertThat(limiter.stats().failures()).isZero();
        }
    }
}
