package io.keystile.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keystile.ratelimit.Quota;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimitResult;
import io.keystile.ratelimit.RateLimitResult.Mode;
import io.keystile.redis.RedisCallException.Outcome;
import io.keystile.testkit.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a limiter with leases asks the server, and what it decides by itself. */
@Timeout(60)
class LeasedRateLimiterTest {

    private static final RedisProcess SERVER = RedisProcess.start();
    private static final TestRedis REDIS = TestRedis.jedis(SERVER);

    /** The beginning of a 64th of a minute. */
    private static final long START = 1_796_000_000_625_000L / 937_500 * 937_500;

    private static final long BLOCK_MILLIS = 937;
    private static final RateLimitBucket LARGE = bucket("workspace:acme", RateLimit.perMinute(1_600));
    private static final List<RateLimitBucket> CALL = List.of(LARGE);

    private final NodeClock clock = new NodeClock();
    private final ServerClock serverClock = new ServerClock(REDIS, START);
    private final RedisRateLimiter limiter = limiter(REDIS).build();

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

    private RedisRateLimiter.Builder limiter(Redis redis) {
        return RedisRateLimiter.over(redis)
                .timeout(Duration.ofSeconds(5))
                .script(ServerClock.script())
                .nanoClock(clock)
                .executor(task -> {})
                .leases();
    }

    private void advanceMillis(long millis) {
        clock.advanceMillis(millis);
        serverClock.advance(millis * 1000);
    }

    /** Makes calls until the node holds a lease, and returns how many. */
    private static int untilLeased(RedisRateLimiter node) {
        for (int calls = 1; calls < 100; calls++) {
            if (node.tryAcquire(CALL, 1).mode() == Mode.LEASED) {
                return calls;
            }
        }
        throw new AssertionError("the node gets no lease");
    }

    private long used() {
        LimitCall call = new LimitCall(CALL);
        LimitScript.Reply reply = new LimitScript(ServerClock.script())
                .run(REDIS, 5_000 * NodeClock.MILLIS, call.command(0, false, List.of()));
        return call.of(reply, 0, LimitScript.Field.USED);
    }

    @Test
    void mostCallsTakeNoCommand() {
        for (int i = 0; i < 200; i++) {
            assertThat(limiter.tryAcquire(CALL, 1).granted()).isTrue();
        }
        assertThat(REDIS.executed("evalsha")).isLessThan(40);
        assertThat(used()).isBetween(200L, 300L);
    }

    @Test
    void leasedPermitsAreNotUsedAfterTheir64thOfTheWindow() {
        untilLeased(limiter);
        advanceMillis(BLOCK_MILLIS - 2);
        assertThat(limiter.tryAcquire(CALL, 1).mode()).isEqualTo(Mode.LEASED);
        advanceMillis(2);
        assertThat(limiter.tryAcquire(CALL, 1).mode()).isEqualTo(Mode.SHARED);
    }

    @Test
    void unusedPermitsGoBackOnceWithTheNextRequest() {
        int calls = untilLeased(limiter);
        assertThat(used()).isGreaterThan(calls);
        advanceMillis(10_000);
        // By then this node needs no lease.
        assertThat(limiter.tryAcquire(CALL, 1).mode()).isEqualTo(Mode.SHARED);
        assertThat(used()).isEqualTo(calls + 1);
        advanceMillis(10_000);
        limiter.tryAcquire(CALL, 1);
        assertThat(used()).isEqualTo(calls + 2);
    }

    @Test
    void permitsThatMayHaveGoneBackAreNotGivenBackAgain() {
        boolean[] fails = {false};
        RedisRateLimiter node = limiter((timeout, key, command) -> {
                    if (fails[0]) {
                        throw new RedisCallException(Outcome.UNKNOWN, "the reply is lost", null);
                    }
                    return REDIS.send(timeout, key, command);
                })
                .build();
        untilLeased(node);
        long leased = used();
        advanceMillis(10_000);
        fails[0] = true;
        assertThat(catchThrowableOfType(RedisCallException.class, () -> node.tryAcquire(CALL, 1)))
                .isNotNull();
        fails[0] = false;
        assertThat(node.tryAcquire(CALL, 1).granted()).isTrue();
        assertThat(used()).isEqualTo(leased + 1);
    }

    @Test
    void refundOfALeasedCallIsUsedByTheNext() {
        untilLeased(limiter);
        RateLimitResult result = limiter.tryAcquireRefundable(CALL, 2);
        assertThat(result.mode()).isEqualTo(Mode.LEASED);
        long before = result.quotas().get(0).remaining();
        assertThat(result.refund()).isTrue();
        assertThat(result.refund()).isFalse();
        assertThat(limiter.tryAcquire(CALL, 2).quotas().get(0).remaining()).isEqualTo(before);
    }

    @Test
    void callsOfALoweredLimitUseNoPermitsOfTheFormer() {
        untilLeased(limiter);
        List<RateLimitBucket> lowered = List.of(bucket(LARGE.id(), RateLimit.perMinute(5)));
        assertThat(limiter.tryAcquire(lowered, 1).granted()).isFalse();
    }

    @Test
    void smallLimitOfTheSameCallIsDecidedByTheServer() {
        List<RateLimitBucket> both = List.of(LARGE, bucket("key:a", RateLimit.perMinute(5)));
        untilLeased(limiter);
        for (int i = 0; i < 5; i++) {
            assertThat(limiter.tryAcquire(both, 1).granted()).isTrue();
        }
        long used = used();
        RateLimitResult denied = limiter.tryAcquire(both, 1);
        assertThat(denied.quotas()).extracting(Quota::violated).containsExactly(false, true);
        assertThat(used()).isEqualTo(used);
    }

    /** Another node can use or give back permits of the large limit, and the quota that was reported is then wrong. */
    @Test
    void denialOverALeasedLimitIsRememberedForAQuarterOfA64th() {
        List<RateLimitBucket> both = List.of(LARGE, bucket("key:a", RateLimit.perMinute(1)));
        untilLeased(limiter);
        limiter.tryAcquire(both, 1);
        RateLimitResult denied = limiter.tryAcquire(both, 1);
        assertThat(limiter.tryAcquire(both, 1).granted()).isFalse();
        assertThat(limiter.stats().decidedFromMemory()).isEqualTo(1);
        limiter(REDIS).build().tryAcquire(CALL, 500);
        advanceMillis(BLOCK_MILLIS * 2);
        RateLimitResult later = limiter.tryAcquire(both, 1);
        assertThat(later.granted()).isFalse();
        assertThat(later.quotas().get(0).remaining())
                .isLessThanOrEqualTo(denied.quotas().get(0).remaining() - 500);
    }

    /** A server that answers only after the latch, and records how long each command may take. */
    private static Redis slow(CountDownLatch sent, CountDownLatch latch, boolean[] slow, List<Duration> timeouts) {
        return (timeout, key, command) -> {
            if (!slow[0]) {
                return REDIS.send(timeout, key, command);
            }
            timeouts.add(timeout);
            if (timeouts.size() == 1) {
                sent.countDown();
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            throw new RedisCallException(Outcome.UNKNOWN, "no reply", null);
        };
    }

    @Test
    void callThatWaitsForTheRequestOfAnotherEndsWithinItsTimeLimit() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        CountDownLatch latch = new CountDownLatch(1);
        boolean[] slow = {false};
        List<Duration> timeouts = new ArrayList<>();
        RedisRateLimiter node = limiter(slow(sent, latch, slow, timeouts))
                .timeout(Duration.ofSeconds(3))
                .build();
        untilLeased(node);
        clock.advanceMillis(BLOCK_MILLIS + 1);
        slow[0] = true;
        CompletableFuture<RedisCallException> first = CompletableFuture.supplyAsync(
                () -> catchThrowableOfType(RedisCallException.class, () -> node.tryAcquire(CALL, 1)));
        sent.await();
        long start = System.nanoTime();
        assertThat(catchThrowableOfType(RedisCallException.class, () -> node.tryAcquire(CALL, 1)))
                .isNotNull();
        assertThat(System.nanoTime() - start)
                .isLessThan(Duration.ofMillis(2_900).toNanos());
        latch.countDown();
        assertThat(first.get()).isNotNull();
        assertThat(timeouts).containsExactly(Duration.ofSeconds(3), Duration.ofMillis(1_500));
    }

    @Test
    void noCallWaitsForTheOneThatTriesAnUnreachableServer() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        CountDownLatch latch = new CountDownLatch(1);
        boolean[] slow = {false};
        boolean[] refuses = {false};
        Redis server = slow(sent, latch, slow, new ArrayList<>());
        RedisRateLimiter node = limiter((timeout, key, command) -> {
                    if (refuses[0]) {
                        throw new RedisCallException(Outcome.NOT_SENT, "not connected", null);
                    }
                    return server.send(timeout, key, command);
                })
                .timeout(Duration.ofSeconds(10))
                .build();
        untilLeased(node);
        clock.advanceMillis(BLOCK_MILLIS + 1);
        refuses[0] = true;
        for (int i = 0; i < 3; i++) {
            assertThat(catchThrowableOfType(RedisCallException.class, () -> node.tryAcquire(CALL, 1)))
                    .isNotNull();
        }
        refuses[0] = false;
        slow[0] = true;
        clock.advanceMillis(500);
        CompletableFuture<RedisCallException> probe = CompletableFuture.supplyAsync(
                () -> catchThrowableOfType(RedisCallException.class, () -> node.tryAcquire(CALL, 1)));
        sent.await();
        long start = System.nanoTime();
        assertThat(catchThrowableOfType(RedisCallException.class, () -> node.tryAcquire(CALL, 1)))
                .isNotNull();
        assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(4).toNanos());
        latch.countDown();
        assertThat(probe.get()).isNotNull();
    }

    @Test
    void leasedPermitsAreUsedWhileTheServerIsGoneAndArePartOfTheShare() {
        boolean[] gone = {false};
        RedisRateLimiter node = limiter((timeout, key, command) -> {
                    if (gone[0]) {
                        throw new RedisCallException(Outcome.NOT_SENT, "not connected", null);
                    }
                    return REDIS.send(timeout, key, command);
                })
                .shareWhenUnreachable(16)
                .build();
        int granted = untilLeased(node);
        gone[0] = true;
        assertThat(node.tryAcquire(CALL, 1).mode()).isEqualTo(Mode.LEASED);
        granted++;
        for (int i = 0; i < 300; i++) {
            granted += node.tryAcquire(CALL, 1).granted() ? 1 : 0;
        }
        assertThat(granted).isEqualTo(100);
    }

    /** A client of the application may throw anything. */
    @Test
    void debtIsKeptWhateverTheClientThrows() {
        RuntimeException[] failure = {new RedisCallException(Outcome.NOT_SENT, "not connected", null)};
        RedisRateLimiter node = limiter((timeout, key, command) -> {
                    if (failure[0] != null) {
                        throw failure[0];
                    }
                    return REDIS.send(timeout, key, command);
                })
                .shareWhenUnreachable(16)
                .build();
        assertThat(node.tryAcquire(CALL, 7).mode()).isEqualTo(Mode.OWN_SHARE);
        failure[0] = new IllegalStateException("a bug of the client");
        assertThatIllegalStateException().isThrownBy(() -> node.tryAcquire(CALL, 1));
        failure[0] = null;
        assertThat(node.tryAcquire(CALL, 1).granted()).isTrue();
        assertThat(used()).isEqualTo(8);
    }
}
