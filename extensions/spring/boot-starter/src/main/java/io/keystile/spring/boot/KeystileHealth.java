package io.keystile.spring.boot;

import io.keystile.Keystile;
import io.keystile.key.KeyId;
import io.keystile.redis.RedisRateLimiter;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.ChangeFeedStats;
import io.keystile.store.StoreException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The health of store, change feed and limiter. It is down if the store does not answer: cached keys still work, others
 * get 503. A change feed or a Redis that is away only shows: keys work, and changes and limits have their documented
 * bounds.
 */
final class KeystileHealth implements HealthIndicator {
    private static final KeyId NOBODY = new KeyId("health");

    private final Keystile keystile;
    private final ApiKeyStore store;
    private final @Nullable RedisRateLimiter limiter;

    KeystileHealth(Keystile keystile, ApiKeyStore store, @Nullable RedisRateLimiter limiter) {
        this.keystile = keystile;
        this.store = store;
        this.limiter = limiter;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        ChangeFeedStats feed = keystile.authenticator().stats().changeFeed();
        if (feed != null) {
            health.withDetail("changeFeed", feed.deaf() ? "deaf for " + feed.age() : "heard");
        }
        if (limiter != null) {
            Duration away = limiter.stats().unreachableFor();
            health.withDetail("limiter", away.isZero() ? "shared" : "Redis unreachable for " + away);
        }
        try {
            store.find(NOBODY);
            return health.withDetail("store", "answers").build();
        } catch (StoreException e) { // its message has no secret
            return health.down()
                    .withDetail("store", String.valueOf(e.getMessage()))
                    .build();
        }
    }
}
