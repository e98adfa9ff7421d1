package io.keystile.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Keystile;
import io.keystile.ratelimit.RateLimit;
import io.keystile.ratelimit.RateLimitBucket;
import io.keystile.ratelimit.RateLimiter;
import io.keystile.redis.RedisRateLimiter;
import io.keystile.testkit.RedisProcess;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

/** Limits through the Redis of Spring Data, on a real server with a password. */
class SharedLimitsTest {
    private static RedisProcess redis;

    @BeforeAll
    static void start() {
        redis = RedisProcess.start("--requirepass", "secret");
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    private static WebApplicationContextRunner withRedis() {
        return Contexts.valid()
                .withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
                .withPropertyValues(
                        "spring.data.redis.port=" + redis.port(),
                        "spring.data.redis.password=secret",
                        "keystile.redis.timeout=2s");
    }

    @Test
    void nodesShareLimits() {
        withRedis().withPropertyValues("keystile.redis.enabled=true").run(context -> {
            RedisRateLimiter limiter = context.getBean(RedisRateLimiter.class);
            RateLimitBucket bucket = new RateLimitBucket("workspace:acme", List.of(RateLimit.perMinute(1)));

            assertThat(limiter.tryAcquire(List.of(bucket), 1).granted()).isTrue();
            withRedis()
                    .withPropertyValues("keystile.redis.enabled=true")
                    .run(other -> assertThat(other.getBean(RateLimiter.class)
                                    .tryAcquire(List.of(bucket), 1)
                                    .granted())
                            .isFalse());
            assertThat(limiter.stats().decidedByServer()).isPositive();
        });
    }

    @Test
    void redisIsNotUsedUnlessAskedFor() {
        withRedis().run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(RateLimiter.class));
    }

    @Test
    void changesArePassedThroughRedisIfWanted() {
        withRedis()
                .withPropertyValues("keystile.redis.enabled=true", "keystile.redis.change-feed=true")
                .run(context -> assertThat(context.getBean(Keystile.class)
                                .authenticator()
                                .stats()
                                .changeFeed())
                        .isNotNull());
    }

    @ParameterizedTest
    @CsvSource({"timeout=20s", "application=not a name", "nodes=0"})
    void messageNamesTheProperty(String property) {
        withRedis()
                .withPropertyValues("keystile.redis.enabled=true", "keystile.redis." + property)
                .run(context -> assertThat(Contexts.message(context.getStartupFailure()))
                        .startsWith("The property keystile.redis." + property.substring(0, property.indexOf('='))
                                + " is not accepted: "));
    }
}
