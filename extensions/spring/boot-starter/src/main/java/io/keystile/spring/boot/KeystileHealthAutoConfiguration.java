package io.keystile.spring.boot;

import io.keystile.Keystile;
import io.keystile.redis.RedisRateLimiter;
import io.keystile.store.ApiKeyStore;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The part {@code keystile} of the actuator's health; {@code management.health.keystile.enabled} switches it. */
@AutoConfiguration(after = {KeystileAutoConfiguration.class, KeystileStoreAutoConfiguration.class})
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean({Keystile.class, ApiKeyStore.class})
@ConditionalOnEnabledHealthIndicator("keystile")
class KeystileHealthAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean(name = "keystileHealthIndicator")
    HealthIndicator keystileHealthIndicator(
            Keystile keystile, ApiKeyStore store, ObjectProvider<RedisRateLimiter> limiter) {
        return new KeystileHealth(keystile, store, limiter.getIfAvailable());
    }
}
