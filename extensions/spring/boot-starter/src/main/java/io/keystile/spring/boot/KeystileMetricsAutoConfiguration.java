package io.keystile.spring.boot;

import io.keystile.ApiKeyPrincipal;
import io.keystile.Keystile;
import io.keystile.micrometer.KeystileMetrics;
import io.keystile.micrometer.MetricsBuilder;
import io.keystile.monitoring.accesslog.AccessLog;
import io.keystile.redis.RedisRateLimiter;
import io.keystile.spring.boot.KeystileProperties.MetricsProperties;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Meters in the application's registry, and the caller in its observations. */
@AutoConfiguration(
        before = KeystileAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration"
        })
@ConditionalOnProperty(name = "keystile.enabled", matchIfMissing = true)
@EnableConfigurationProperties(KeystileProperties.class)
class KeystileMetricsAutoConfiguration {
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    @ConditionalOnBean(MeterRegistry.class)
    @ConditionalOnBooleanProperty(name = "keystile.metrics.enabled", matchIfMissing = true)
    static class WithMeters {
        @Bean
        @ConditionalOnMissingBean
        KeystileMetrics keystileMetrics(MeterRegistry registry, KeystileProperties properties) {
            MetricsProperties metrics = properties.metrics();
            MetricsBuilder builder = KeystileMetrics.builder(registry);
            if (metrics.keyTag() != 0) {
                WrongPropertyException.parse(
                        "keystile.metrics.key-tag", metrics.keyTag(), builder::keyTag, "100, or 0 for none");
            }
            if (metrics.histograms()) {
                builder.histograms();
            }
            return builder.build();
        }

        @Bean
        StoreDecorator keystileTimedStore(KeystileMetrics metrics) {
            return metrics::timed;
        }

        @Bean
        KeystileCustomizer keystileDecisionMeters(KeystileMetrics metrics) {
            return builder -> builder.inlineListener(metrics);
        }

        @Bean
        SmartInitializingSingleton keystileMeters(
                KeystileMetrics metrics,
                ObjectProvider<Keystile> keystile,
                ObjectProvider<AccessLog> accessLog,
                ObjectProvider<RedisRateLimiter> limiter,
                MeterRegistry registry) {
            return () -> {
                keystile.ifAvailable(metrics::watch);
                accessLog.ifAvailable(metrics::watch);
                limiter.ifAvailable(shared -> watch(shared, registry));
            };
        }

        private static void watch(RedisRateLimiter limiter, MeterRegistry registry) {
            Gauge.builder(
                            "keystile.redis.unreachable",
                            limiter,
                            it -> it.stats().unreachableFor().toMillis() / 1000.0)
                    .baseUnit("seconds")
                    .register(registry);
            Map<String, ToDoubleFunction<RedisRateLimiter.Stats>> counters = Map.of(
                    "decided.by.server", RedisRateLimiter.Stats::decidedByServer,
                    "decided.from.memory", RedisRateLimiter.Stats::decidedFromMemory,
                    "decided.from.lease", RedisRateLimiter.Stats::decidedFromLease,
                    "decided.by.own.share", RedisRateLimiter.Stats::decidedByOwnShare,
                    "refused", RedisRateLimiter.Stats::refused,
                    "failures", RedisRateLimiter.Stats::failures,
                    "debt.told", RedisRateLimiter.Stats::debtTold,
                    "state.losses", RedisRateLimiter.Stats::stateLosses,
                    "clock.jumps", RedisRateLimiter.Stats::clockJumps);
            counters.forEach((name, count) -> FunctionCounter.builder(
                            "keystile.redis." + name, limiter, it -> count.applyAsDouble(it.stats()))
                    .register(registry));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ObservationRegistry.class)
    @ConditionalOnBean(ObservationRegistry.class)
    @ConditionalOnBooleanProperty(name = "keystile.metrics.observation", matchIfMissing = true)
    static class WithObservations {
        /** Adds to the observation of the request, in its thread: traces get the caller, meters do not. */
        @Bean
        KeystileCustomizer keystileObservedCaller(ObservationRegistry registry) {
            return builder -> builder.inlineListener(event -> {
                Observation current = registry.getCurrentObservation();
                ApiKeyPrincipal caller = event.caller();
                if (current != null && caller != null) {
                    current.highCardinalityKeyValue("keystile.key", caller.getName())
                            .highCardinalityKeyValue("keystile.workspace", caller.workspace());
                }
            });
        }
    }
}
