package io.keystile.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.ratelimit.SlidingWindowRateLimiter;
import io.keystile.redis.LimitCall.Extra;
import io.keystile.testkit.RedisProcess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.DefaultJedisClientConfig;

/** What a limiter on Redis grants, reports and remembers while the server is there. */
class RedisRateLimiterTest {

    private static final RedisProcess SERVER = RedisProcess.start();
    private static final TestRedis REDIS = TestRedis.jedis(SERVER);
    private static final long START = 1_796_000_000_123_456L;
    private static final RateLimitBucket FIVE = bucket("key:five", RateLimit.perMinute(5));

    private final NodeClock clock = new NodeClock();
    private final ServerClock serverClock = new ServerClock(REDIS, START);
    private final RedisRateLimiter limiter = limiter(REDIS);

    @BeforeEach
    void forget() {
        REDIS.send("FLUSHALL");
        REDIS.send("CONFIG", "RESETSTAT");
        serverClock.set(START);
    }

    @AfterAll
    static void stop() {
        REDIS.close();
        SERVER.close();
    }

    private static RateLimitBucket bucket(String id, RateLimit... limits) {
        return new RateLimitBucket(id, "acme", List.of(limits));
    }

    private RedisRateLimiter limiter(Redis redis) {
        return RedisRateLimiter.over(redis)
                .timeout(Duration.ofSeconds(5))
                .script(ServerClock.script())
                .nanoClock(clock)
                .executor(task -> {})
                .build();
    }

    private void advanceMillis(long millis) {
        clock.advanceMillis(millis);
        serverClock.advance(millis * 1000);
    }

    @Test
    void callOverAllItsLimitsIsOneCommand() {
        List<RateLimitBucket> call = List.of(
                bucket("workspace:acme", RateLimit.perMinute(100), RateLimit.perDay(1000)),
                bucket("key:a", RateLimit.perSecond(10)));
        assertThat(limiter.tryAcquire(call, 1).granted()).isTrue();
        REDIS.send("CONFIG", "RESETSTAT");
        for (int i = 0; i < 5; i++) {
            RateLimitResult result = limiter.tryAcquire(call, 1);
            assertThat(result.granted()).isTrue();
            assertThat(result.mode()).isEqualTo(RateLimitResult.Mode.SHARED);
        }
        assertThat(REDIS.executed("evalsha")).isEqualTo(5);
        assertThat(REDIS.executed("eval")).isZero();
    }

    @Test
    void callIsChargedToAllLimitsOrToNone() {
        RateLimitBucket two = bucket("key:two", RateLimit.perHour(2));
        assertThat(limiter.tryAcquire(List.of(FIVE, two), 2).granted()).isTrue();
        RateLimitResult denied = limiter.tryAcquire(List.of(FIVE, two), 1);
        assertThat(denied.quotas()).extracting(Quota::violated).containsExactly(false, true);
        assertThat(denied.quotas()).extracting(Quota::remaining).containsExactly(3L, 0L);
        assertThat(limiter.tryAcquire(List.of(FIVE), 3).granted()).isTrue();
    }

    /** For limits of up to 128 permits, every figure of the two limiters is the same. */
    @Test
    void reportsWhatTheLimiterInMemoryReports() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        SlidingWindowRateLimiter memory = new SlidingWindowRateLimiter(clock);
        List<RateLimitBucket> both = List.of(
                bucket("workspace:acme", RateLimit.perSecond(7), RateLimit.perMinute(60)),
                bucket("key:a", RateLimit.of("burst", 30, Duration.ofSeconds(10))));
        for (int i = 0; i < 500; i++) {
            advanceMillis(random.nextInt(4) == 0 ? random.nextInt(2_000) : random.nextInt(40));
            long cost = random.nextInt(5) == 0 ? 1 + random.nextInt(80) : 1;
            RateLimitResult expected = memory.tryAcquire(both, cost).withMode(RateLimitResult.Mode.SHARED);
            // A limiter that remembers nothing: denials that this node remembers are compared below.
            assertThat(limiter(REDIS).tryAcquire(both, cost))
                    .as("call %d, seed %d", i, seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void limitsOfTheSameWindowAreCountedApart() {
        RateLimitBucket twice =
                bucket("key:a", RateLimit.perMinute(10), RateLimit.of("also-per-minute", 3, Duration.ofMinutes(1)));
        assertThat(limiter.tryAcquire(List.of(twice), 3).quotas())
                .extracting(Quota::remaining)
                .containsExactly(7L, 0L);
    }

    @Test
    void changedLimitKeepsWhatWasSpent() {
        limiter.tryAcquire(List.of(FIVE), 5);
        RateLimitBucket seven = bucket(FIVE.id(), RateLimit.perMinute(7));
        assertThat(limiter.tryAcquire(List.of(seven), 2).granted()).isTrue();
        assertThat(limiter.tryAcquire(List.of(seven), 1).granted()).isFalse();
        assertThat(limiter.tryAcquire(List.of(FIVE), 1).granted()).isFalse();
    }

    @Test
    void floodOverTheLimitCostsTheServerNothing() {
        limiter.tryAcquire(List.of(FIVE), 5);
        assertThat(limiter.tryAcquire(List.of(FIVE), 1).granted()).isFalse();
        REDIS.send("CONFIG", "RESETSTAT");
        for (int i = 0; i < 100_000; i++) {
            assertThat(limiter.tryAcquire(List.of(FIVE), 1).granted()).isFalse();
        }
        assertThat(REDIS.executed("evalsha")).isZero();
        assertThat(limiter.stats().decidedFromMemory()).isEqualTo(100_000);
    }

    @Test
    void rememberedDenialCountsDownAndEndsWhenAPermitIsBack() {
        limiter.tryAcquire(List.of(FIVE), 5);
        RateLimitResult denied = limiter.tryAcquire(List.of(FIVE), 1);
        assertThat(denied.retryAfterNanos()).isEqualTo(60_000 * NodeClock.MILLIS);
        advanceMillis(59_000);
        RateLimitResult remembered = limiter.tryAcquire(List.of(FIVE), 1);
        assertThat(remembered.retryAfterNanos()).isEqualTo(1_000 * NodeClock.MILLIS);
        assertThat(remembered.quotas().get(0).resetNanos()).isEqualTo(1_000 * NodeClock.MILLIS);
        assertThat(limiter.stats().decidedFromMemory()).isEqualTo(1);
        advanceMillis(1_000);
        assertThat(limiter.tryAcquire(List.of(FIVE), 1).granted()).isTrue();
    }

    /** The server's clock may be ahead of this node's by what NTP corrects: then a permit is back earlier. */
    @Test
    void rememberedDenialEndsInTimeOnASlowClockOfTheNode() {
        limiter.tryAcquire(List.of(FIVE), 5);
        assertThat(limiter.tryAcquire(List.of(FIVE), 1).granted()).isFalse();
        serverClock.advance(60_000_000);
        clock.advanceMillis(60_000 - 60);
        assertThat(limiter.tryAcquire(List.of(FIVE), 1).granted()).isTrue();
    }

    @Test
    void denialSaysNothingOfSmallerCosts() {
        limiter.tryAcquire(List.of(FIVE), 3);
        assertThat(limiter.tryAcquire(List.of(FIVE), 3).granted()).isFalse();
        assertThat(limiter.tryAcquire(List.of(FIVE), 3).granted()).isFalse();
        assertThat(limiter.tryAcquire(List.of(FIVE), 2).granted()).isTrue();
    }

    @Test
    void raisedLimitIsAskedForAtOnce() {
        limiter.tryAcquire(List.of(FIVE), 5);
        assertThat(limiter.tryAcquire(List.of(FIVE), 1).granted()).isFalse();
        assertThat(limiter.tryAcquire(List.of(bucket(FIVE.id(), RateLimit.perMinute(6))), 1)
                        .granted())
                .isTrue();
    }

    @Test
    void refundGivesPermitsBackOnce() {
        RateLimitResult result = limiter.tryAcquireRefundable(List.of(FIVE), 5);
        assertThat(result.refund()).isTrue();
        assertThat(result.refund()).isFalse();
        assertThat(limiter.tryAcquire(List.of(FIVE), 5).granted()).isTrue();
        assertThat(limiter(REDIS).tryAcquire(List.of(FIVE), 1).granted()).isFalse();
    }

    @Test
    void refundOfSeveralBucketsGivesAllBack() {
        RateLimitBucket large = bucket("workspace:acme", RateLimit.perMinute(1_000));
        limiter.tryAcquire(List.of(large), 7);
        assertThat(limiter.tryAcquireRefundable(List.of(large, FIVE), 2).refund())
                .isTrue();
        assertThat(limiter.tryAcquire(List.of(large, FIVE), 1).quotas())
                .extracting(Quota::remaining)
                .containsExactly(992L, 4L);
    }

    @Test
    void permitsStaySpentIfAnotherNodeHasAcquiredSince() {
        RateLimitResult result = limiter.tryAcquireRefundable(List.of(FIVE), 1);
        limiter(REDIS).tryAcquire(List.of(FIVE), 1);
        assertThat(result.refund()).isFalse();
        assertThat(limiter.tryAcquire(List.of(FIVE), 1).quotas().get(0).remaining())
                .isEqualTo(2);
    }

    @Test
    void permitsStaySpentIfAnotherNodeHasAcquiredSinceAndWasRefunded() {
        RateLimitResult result = limiter.tryAcquireRefundable(List.of(FIVE), 2);
        assertThat(limiter(REDIS).tryAcquireRefundable(List.of(FIVE), 1).refund())
                .isTrue();
        assertThat(result.refund()).isFalse();
    }

    /** Otherwise the denial that the other node remembers would not be true any more. */
    @Test
    void permitsStaySpentIfAnotherNodeWasDeniedSince() {
        RateLimitResult result = limiter.tryAcquireRefundable(List.of(FIVE), 5);
        assertThat(limiter(REDIS).tryAcquire(List.of(FIVE), 1).granted()).isFalse();
        assertThat(result.refund()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 128, 129, 1_000, 100_000})
    void stateOfAFullLimitIsSmall(long permits) {
        RateLimitBucket bucket = bucket("key:a", RateLimit.perMinute(permits));
        for (int i = 0; i < 200; i++) {
            limiter.tryAcquire(List.of(bucket), Math.max(1, permits / 200));
            serverClock.advance(300_001);
        }
        long state = REDIS.number("STRLEN", "ks1:{acme}:key:a:60");
        assertThat(state).isLessThanOrEqualTo(permits <= 128 ? 16 + 11 * permits : 16 + 11 * 66);
        assertThat(REDIS.number("MEMORY", "USAGE", "ks1:{acme}:key:a:60")).isLessThanOrEqualTo(state + 128);
        long ttl = REDIS.number("PTTL", "ks1:{acme}:key:a:60");
        assertThat(ttl).isBetween(60_000L, 120_000L + 60_000 / 64 + 1);
    }

    /** Debts count over the limit, so they may need more entries than a limit has permits. */
    @Test
    void manyEntriesBecomeOneFor64thsOfAWindow() {
        LimitScript script = new LimitScript(ServerClock.script());
        LimitCall call = new LimitCall(List.of(bucket("key:a", RateLimit.perMinute(100))));
        List<Extra> debt = List.of(Extra.debt(1));
        long window = 60_000_000;
        for (int i = 0; i < 1_000; i++) {
            script.run(REDIS, 5_000 * NodeClock.MILLIS, call.command(0, false, debt));
            serverClock.advance(30_000);
            assertThat(REDIS.number("STRLEN", "ks1:{acme}:key:a:60")).isLessThanOrEqualTo(1_424);
        }
        long sinceFirst = 30_000_000;
        while (sinceFirst < 30_000_000 + window) {
            serverClock.advance(77_777);
            sinceFirst += 77_777;
            LimitScript.Reply reply =
                    script.run(REDIS, 5_000 * NodeClock.MILLIS, call.command(0, false, List.of(Extra.NONE)));
            long used = call.of(reply, 0, LimitScript.Field.USED);
            long exact = 1_000 - admittedBy(sinceFirst - window);
            long late = 1_000 - admittedBy(sinceFirst - window - window / 64);
            assertThat(used).isBetween(exact, late);
        }
    }

    private static long admittedBy(long sinceFirst) {
        return sinceFirst < 0 ? 0 : Math.min(1_000, sinceFirst / 30_000 + 1);
    }

    @Test
    void userOfTheDocumentedRightsSuffices() {
        REDIS.send(
                "ACL",
                "SETUSER",
                "keystile",
                "reset",
                "on",
                ">secret",
                "~ks1:*",
                "+evalsha",
                "+eval",
                "+script|load",
                "+info",
                "+time",
                "+get",
                "+set",
                "+setrange",
                "+pexpire");
        try (TestRedis user = TestRedis.jedis(
                SERVER, DefaultJedisClientConfig.builder().user("keystile").password("secret"))) {
            RedisRateLimiter ofUser = RedisRateLimiter.over(user)
                    .timeout(Duration.ofSeconds(5))
                    .executor(Runnable::run)
                    .nanoClock(clock)
                    .build();
            assertThat(ofUser.tryAcquire(List.of(FIVE), 4).granted()).isTrue();
            assertThat(ofUser.tryAcquireRefundable(List.of(FIVE), 1).refund()).isTrue();
            assertThat(ofUser.tryAcquire(List.of(FIVE), 2).granted()).isFalse();
            assertThat(ofUser.stats().failures()).isZero();
        } finally {
            REDIS.send("ACL", "DELUSER", "keystile");
        }
    }

    @Test
    void keysHoldIdsOfBucketsOnly() {
        RedisRateLimiter checked = RedisRateLimiter.over(REDIS)
                .timeout(Duration.ofSeconds(5))
                .executor(Runnable::run)
                .nanoClock(clock)
                .build();
        checked.tryAcquire(List.of(FIVE, bucket("workspace:acme", RateLimit.perDay(10))), 1);
        List<?> keys = (List<?>) REDIS.send("KEYS", "ks1:*");
        assertThat(keys)
                .extracting(key -> new String((byte[]) key, StandardCharsets.UTF_8))
                .containsExactlyInAnyOrder("ks1:born", "ks1:{acme}:key:five:60", "ks1:{acme}:workspace:acme:86400");
    }

    @Test
    void applicationsWithEqualIdsDoNotShareLimits() {
        RedisRateLimiter shop = application("shop");
        RedisRateLimiter admin = application("admin");
        for (RedisRateLimiter one : List.of(shop, admin, application("born"), limiter)) {
            assertThat(one.tryAcquire(List.of(FIVE), 5).granted()).isTrue();
            assertThat(one.tryAcquire(List.of(FIVE), 1).granted()).isFalse();
        }
        assertThat(application("shop").tryAcquire(List.of(FIVE), 1).granted()).isFalse();
        assertThat((List<?>) REDIS.send("KEYS", "ks1:*shop*"))
                .extracting(key -> new String((byte[]) key, StandardCharsets.UTF_8))
                .containsExactlyInAnyOrder("ks1:born:shop", "ks1:shop:{acme}:key:five:60");
    }

    private RedisRateLimiter application(String name) {
        return RedisRateLimiter.over(REDIS)
                .application(name)
                .timeout(Duration.ofSeconds(5))
                .nanoClock(clock)
                .executor(Runnable::run)
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "{a}", "a b", "-a", "a\n"})
    void malformedNameOfAnApplicationIsRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> application(name));
    }

    @Test
    void callWithoutBucketsIsGrantedWithoutTheServer() {
        RateLimitResult result = limiter.tryAcquire(List.of(), 1);
        assertThat(result.granted()).isTrue();
        assertThat(result.mode()).isEqualTo(RateLimitResult.Mode.NONE);
        assertThat(REDIS.executed("evalsha")).isZero();
    }

    @Test
    void argumentsOutOfBoundsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire(List.of(FIVE), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire(List.of(FIVE, FIVE), 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisRateLimiter.over(REDIS).timeout(Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisRateLimiter.over(REDIS).shareWhenUnreachable(0));
    }
}
