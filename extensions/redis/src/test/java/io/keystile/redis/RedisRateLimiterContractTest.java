package io.keystile.redis;

import io.keystile.ratelimit.RateLimiter;
import io.keystile.testkit.RateLimiterContract;
import io.keystile.testkit.RedisProcess;
import io.keystile.testkit.RedisProcess.Program;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;

/** The limiter on Redis fulfils the contract, on clocks of the test. */
class RedisRateLimiterContractTest {

    private static final Map<Program, RedisProcess> SERVERS = new EnumMap<>(Program.class);

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(RedisProcess::close);
        SERVERS.clear();
    }

    private abstract static class OnServer extends RateLimiterContract {
        private static final long START = 1_796_000_000_123_456L;

        private final AtomicLong nanos = new AtomicLong();
        private final TestRedis redis;
        private final ServerClock clock;

        OnServer(Program program, boolean lettuce) {
            Assumptions.assumeTrue(program.isAvailable());
            RedisProcess server = SERVERS.computeIfAbsent(program, RedisProcess::start);
            redis = lettuce ? TestRedis.lettuce(server) : TestRedis.jedis(server);
            clock = new ServerClock(redis, START);
        }

        @Override
        protected RateLimiter newLimiter() {
            redis.send("FLUSHALL");
            clock.advance(0);
            return RedisRateLimiter.over(redis)
                    .timeout(Duration.ofSeconds(10))
                    .script(ServerClock.lastingScript())
                    .nanoClock(nanos::get)
                    .executor(task -> {})
                    .build();
        }

        @Override
        protected void advance(long by) {
            nanos.addAndGet(by);
            clock.advance(by / 1000);
        }

        @Override
        protected long clockUnitNanos() {
            return 1000;
        }

        @Override
        protected int randomSequences() {
            return 25;
        }

        @AfterEach
        void disconnect() {
            redis.close();
        }
    }

    @Nested
    class LettuceOnRedis70 extends OnServer {
        LettuceOnRedis70() {
            super(Program.REDIS_7_0, true);
        }
    }

    @Nested
    class JedisOnRedis62 extends OnServer {
        JedisOnRedis62() {
            super(Program.REDIS_6_2, false);
        }
    }

    @Nested
    class LettuceOnValkey extends OnServer {
        LettuceOnValkey() {
            super(Program.VALKEY, true);
        }
    }
}
