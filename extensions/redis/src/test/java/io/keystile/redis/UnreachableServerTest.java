package io.keystile.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.redis.RedisCallException.Outcome;
import io.keystile.testkit.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.DefaultJedisClientConfig;

/** What a limiter does when its server is slow, gone, back, empty, full, read-only or replaced. */
class UnreachableServerTest {

    private static final long LIMIT_MILLIS = 100;

    /** How long a thread of a busy machine may be without a processor. */
    private static final long SLACK_MILLIS = 2_000;

    private static final List<RateLimitBucket> HUNDRED =
            List.of(new RateLimitBucket("key:a", "acme", List.of(RateLimit.perMinute(100))));

    private final NodeClock clock = new NodeClock();
    private final RedisProcess server = RedisProcess.start();
    private final TestRedis admin = TestRedis.jedis(server);
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        admin.close();
        server.close();
    }

    private TestRedis connect(RedisClientsTest.Client client) {
        return connect(client, 1_000);
    }

    /** Connects. Jedis opens a connection for a call, whose handshake has a time limit of its own. */
    private TestRedis connect(RedisClientsTest.Client client, int handshakeMillis) {
        TestRedis redis = client == RedisClientsTest.Client.LETTUCE
                ? TestRedis.lettuce(server)
                : TestRedis.jedis(server, DefaultJedisClientConfig.builder().timeoutMillis(handshakeMillis));
        opened.add(redis);
        return redis;
    }

    private RedisRateLimiter.Builder limiter(Redis redis) {
        return RedisRateLimiter.over(redis)
                .timeout(Duration.ofMillis(SLACK_MILLIS))
                .nanoClock(clock)
                .executor(Runnable::run);
    }

    private long used() {
        LimitCall call = new LimitCall(HUNDRED);
        LimitScript script = new LimitScript(LimitScript.source());
        LimitScript.Reply reply = script.run(admin, 5_000 * NodeClock.MILLIS, call.command(0, false, List.of()));
        return call.of(reply, 0, LimitScript.Field.USED);
    }

    private static int granted(RedisRateLimiter limiter, int calls) {
        int granted = 0;
        for (int i = 0; i < calls; i++) {
            granted += limiter.tryAcquire(HUNDRED, 1).granted() ? 1 : 0;
        }
        return granted;
    }

    /** Waits until the client has a connection again, and lets the limiter try the server. */
    private void untilTheServerDecides(TestRedis redis, RedisRateLimiter limiter) {
        long before = limiter.stats().decidedByServer();
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!answers(redis)) {
            assertThat(System.nanoTime()).as("the server is not back in time").isLessThan(deadline);
        }
        clock.advanceMillis(500);
        limiter.tryAcquire(HUNDRED, 1);
        assertThat(limiter.stats().decidedByServer()).isEqualTo(before + 1);
    }

    private static boolean answers(TestRedis redis) {
        try {
            redis.send("PING");
            return true;
        } catch (RedisCallException e) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource
    void slowServerDelaysThreeCallsByTheTimeLimitAndThenOneProbe(RedisClientsTest.Client client) throws Exception {
        TestRedis redis = connect(client, 300);
        RedisRateLimiter limiter =
                limiter(redis).timeout(Duration.ofMillis(LIMIT_MILLIS)).build();
        redis.send("PING");
        server.pause();
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            RedisCallException e = catchThrowableOfType(RedisCallException.class, () -> limiter.tryAcquire(HUNDRED, 1));
            // Jedis may not get as far as to send the command, because a new connection needs a reply, too.
            assertThat(e.outcome()).isNotEqualTo(Outcome.REFUSED);
            assertThat(System.nanoTime() - start).isLessThan((LIMIT_MILLIS + SLACK_MILLIS) * NodeClock.MILLIS);
        }
        for (int i = 0; i < 1_000; i++) {
            RedisCallException e = catchThrowableOfType(RedisCallException.class, () -> limiter.tryAcquire(HUNDRED, 1));
            assertThat(e.outcome()).isEqualTo(Outcome.NOT_SENT);
            assertThat(limiter.stats().failures()).isEqualTo(3);
        }
        assertThat(limiter.stats().refused()).isEqualTo(1_003);
        clock.advanceMillis(499);
        callAtOnce(limiter);
        assertThat(limiter.stats().failures()).isEqualTo(3);
        clock.advanceMillis(1);
        callAtOnce(limiter);
        assertThat(limiter.stats().failures()).isEqualTo(4);
        assertThat(limiter.stats().unreachableFor()).isEqualTo(Duration.ofMillis(500));
        server.resume();
        untilTheServerDecides(redis, limiter);
        assertThat(limiter.stats().unreachableFor()).isZero();
    }

    private static void callAtOnce(RedisRateLimiter limiter) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            calls.add(threads.submit(
                    () -> catchThrowableOfType(RedisCallException.class, () -> limiter.tryAcquire(HUNDRED, 1))));
        }
        for (Future<?> call : calls) {
            assertThat(call.get()).isNotNull();
        }
        threads.shutdown();
    }

    @ParameterizedTest
    @EnumSource
    void nodeGrantsItsShareWhileTheServerIsGoneAndTellsItLater(RedisClientsTest.Client client) {
        TestRedis redis = connect(client);
        RedisRateLimiter limiter = limiter(redis).shareWhenUnreachable(4).build();
        assertThat(granted(limiter, 20)).isEqualTo(20);
        server.kill();
        RateLimitResult first = limiter.tryAcquire(HUNDRED, 1);
        assertThat(first.mode()).isEqualTo(RateLimitResult.Mode.OWN_SHARE);
        assertThat(first.quotas().get(0).remaining()).isEqualTo(4);
        assertThat(granted(limiter, 300)).isEqualTo(4);
        server.restart();
        untilTheServerDecides(redis, limiter);
        assertThat(used()).isEqualTo(5 + 1);
        assertThat(limiter.stats().debtTold()).isEqualTo(5);
        assertThat(limiter.stats().stateLosses()).isEqualTo(1);
        assertThat(granted(limiter, 100)).isEqualTo(94);
    }

    @Test
    void debtIsToldAgainIfItIsUnknownWhetherItArrived() {
        TestRedis redis = connect(RedisClientsTest.Client.LETTUCE);
        RedisRateLimiter limiter = limiter(redis)
                .timeout(Duration.ofMillis(LIMIT_MILLIS))
                .shareWhenUnreachable(4)
                .build();
        server.pause();
        int granted = granted(limiter, 10);
        assertThat(granted).isEqualTo(10);
        clock.advanceMillis(500);
        granted += granted(limiter, 1);
        assertThat(limiter.stats().debtTold()).isZero();
        server.resume();
        untilTheServerDecides(redis, limiter);
        assertThat(limiter.stats().debtTold()).isEqualTo(11);
        assertThat(used()).isGreaterThanOrEqualTo(granted + 1);
    }

    @Test
    void serverThatLostItsScriptsDecidesAtOnce() {
        RedisRateLimiter limiter = limiter(admin).build();
        limiter.tryAcquire(HUNDRED, 1);
        admin.send("SCRIPT", "FLUSH");
        assertThat(limiter.tryAcquire(HUNDRED, 1).granted()).isTrue();
        assertThat(admin.executed("eval")).isEqualTo(2);
        assertThat(limiter.stats().failures()).isZero();
        assertThat(used()).isEqualTo(2);
    }

    /** A command that is sent again after a reconnect would be counted twice, or a give-back be done twice. */
    @ParameterizedTest
    @EnumSource
    void commandInFlightOnAKilledConnectionIsExecutedAtMostOnce(RedisClientsTest.Client client) throws Exception {
        TestRedis redis = connect(client);
        LimitScript script = new LimitScript(LimitScript.source());
        LimitCall call =
                new LimitCall(List.of(new RateLimitBucket("key:a", "acme", List.of(RateLimit.perDay(1_000_000)))));
        script.run(redis, 5_000 * NodeClock.MILLIS, call.command(1, false, List.of()));
        AtomicInteger granted = new AtomicInteger(1);
        AtomicInteger unknown = new AtomicInteger();
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> done = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            done.add(threads.submit(() -> {
                while ((unknown.get() < 5 || granted.get() < 200) && System.nanoTime() < deadline) {
                    try {
                        script.run(redis, 50 * NodeClock.MILLIS, call.command(1, false, List.of()));
                        if (granted.incrementAndGet() % 20 == 0) {
                            admin.send("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
                        }
                    } catch (RedisCallException e) {
                        if (e.outcome() == Outcome.UNKNOWN) {
                            unknown.incrementAndGet();
                        }
                    }
                }
            }));
        }
        for (Future<?> each : done) {
            each.get();
        }
        threads.shutdown();
        LimitScript.Reply reply = script.run(admin, 5_000 * NodeClock.MILLIS, call.command(0, false, List.of()));
        long used = call.of(reply, 0, LimitScript.Field.USED);
        assertThat(unknown.get()).isPositive();
        assertThat(used).isBetween((long) granted.get(), (long) granted.get() + unknown.get());
    }

    @Test
    void fullServerRefusesAndChargesNothing() {
        RedisRateLimiter limiter = limiter(admin).build();
        limiter.tryAcquire(HUNDRED, 1);
        admin.send("CONFIG", "SET", "maxmemory", "1");
        RedisCallException e = catchThrowableOfType(RedisCallException.class, () -> limiter.tryAcquire(HUNDRED, 1));
        assertThat(e.code()).isEqualTo("OOM");
        assertThat(e.outcome()).isEqualTo(Outcome.REFUSED);
        admin.send("CONFIG", "SET", "maxmemory", "0");
        assertThat(limiter.tryAcquire(HUNDRED, 1).granted()).isTrue();
        assertThat(used()).isEqualTo(2);
    }

    @Test
    void readOnlyServerRefusesAndChargesNothing() {
        RedisRateLimiter limiter = limiter(admin).build();
        limiter.tryAcquire(HUNDRED, 1);
        admin.send("REPLICAOF", "127.0.0.1", "1");
        RedisCallException e = catchThrowableOfType(RedisCallException.class, () -> limiter.tryAcquire(HUNDRED, 1));
        assertThat(e.code()).isEqualTo("READONLY");
        admin.send("REPLICAOF", "NO", "ONE");
        assertThat(limiter.tryAcquire(HUNDRED, 1).granted()).isTrue();
        assertThat(used()).isEqualTo(2);
    }

    @Test
    void promotedReplicaGoesOnWhereThePrimaryWas() throws Exception {
        RedisProcess replica = RedisProcess.start();
        opened.add(replica);
        TestRedis ofReplica = TestRedis.jedis(replica);
        opened.add(0, ofReplica);
        admin.send("CONFIG", "SET", "repl-diskless-sync-delay", "0");
        ofReplica.send("REPLICAOF", "127.0.0.1", Integer.toString(server.port()));
        // A client that is led to the replica, as by Sentinel.
        Redis[] current = {admin};
        RedisRateLimiter limiter = limiter((timeout, key, command) -> current[0].send(timeout, key, command))
                .build();
        assertThat(granted(limiter, 60)).isEqualTo(60);
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (admin.number("WAIT", "1", "1000") == 0) {
            assertThat(System.nanoTime())
                    .as("the replica is not connected in time")
                    .isLessThan(deadline);
        }
        server.kill();
        ofReplica.send("REPLICAOF", "NO", "ONE");
        current[0] = ofReplica;
        clock.advanceMillis(10_000);
        assertThat(granted(limiter, 100)).isEqualTo(40);
        assertThat(limiter.stats().stateLosses()).isZero();
    }

    @Test
    void lostStateIsNoticedAndItsDenialsAreForgotten() {
        RedisRateLimiter limiter = limiter(admin).build();
        RateLimitBucket other = new RateLimitBucket("key:b", "acme", List.of(RateLimit.perMinute(1)));
        assertThat(granted(limiter, 101)).isEqualTo(100);
        admin.send("FLUSHALL");
        assertThat(granted(limiter, 1)).isZero();
        limiter.tryAcquire(List.of(other), 1);
        assertThat(limiter.stats().stateLosses()).isZero();
        clock.advanceMillis(10_000);
        limiter.tryAcquire(List.of(other), 1);
        assertThat(limiter.stats().stateLosses()).isEqualTo(1);
        assertThat(granted(limiter, 1)).isEqualTo(1);
    }

    @Test
    void clockThatWasSetIsNoticed() {
        ServerClock serverClock = new ServerClock(admin, 1_796_000_000_000_000L);
        RedisRateLimiter limiter = limiter(admin).script(ServerClock.script()).build();
        assertThat(granted(limiter, 40)).isEqualTo(40);
        serverClock.advance(90_000);
        limiter.tryAcquire(HUNDRED, 1);
        assertThat(limiter.stats().clockJumps()).isZero();
        serverClock.advance(-10_000_000);
        limiter.tryAcquire(HUNDRED, 1);
        assertThat(limiter.stats().clockJumps()).isEqualTo(1);
        // The 40 permits count 10 s longer on this clock, never shorter.
        serverClock.advance(60_000_000);
        clock.advanceMillis(60_000);
        assertThat(limiter.tryAcquire(HUNDRED, 1).quotas().get(0).remaining()).isEqualTo(57);
        assertThat(limiter.stats().clockJumps()).isEqualTo(1);
        serverClock.advance(20_000_000);
        assertThat(limiter.tryAcquire(HUNDRED, 1).quotas().get(0).remaining()).isEqualTo(98);
        assertThat(limiter.stats().clockJumps()).isEqualTo(2);
    }

    @Test
    void serverThatMayEvictLimitsIsWarnedOf() {
        admin.send("CONFIG", "SET", "maxmemory", "100mb");
        admin.send("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        assertThat(warnings(() -> limiter(admin).build().tryAcquire(HUNDRED, 1)))
                .singleElement()
                .asString()
                .contains("noeviction");
        admin.send("CONFIG", "SET", "maxmemory-policy", "noeviction");
        assertThat(warnings(() -> limiter(admin).build().tryAcquire(HUNDRED, 1)))
                .isEmpty();
    }

    private static List<String> warnings(Runnable action) {
        Logger logger = (Logger) LoggerFactory.getLogger(RedisRateLimiter.class);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(Level.WARN);
        try {
            action.run();
        } finally {
            logger.detachAppender(appender);
            logger.setLevel(null);
        }
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
