package io.keystile.spring.boot;

import io.keystile.ratelimit.RateLimiter;
import io.keystile.redis.RedisChangeFeed;
import io.keystile.redis.RedisRateLimiter;
import io.keystile.spring.boot.KeystileProperties.RedisProperties;
import io.keystile.store.ChangeFeed;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Limits, and if wanted changes of keys, that nodes share through the Redis of Spring Data. */
@AutoConfiguration(
        before = KeystileAutoConfiguration.class,
        afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnProperty(name = "keystile.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty("keystile.redis.enabled")
@ConditionalOnClass(LettuceConnectionFactory.class)
@EnableConfigurationProperties(KeystileProperties.class)
class KeystileRedisAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean(RateLimiter.class)
    RedisConnections keystileRedisConnections(
            ObjectProvider<LettuceConnectionFactory> factories,
            ObjectProvider<RedisStaticMasterReplicaConfiguration> replicas,
            Environment environment) {
        LettuceConnectionFactory factory = factories.getIfUnique();
        if (factory == null) {
            throw new WrongPropertyException(
                    "keystile.redis.enabled",
                    "is true, but there is no single LettuceConnectionFactory",
                    "Set spring.data.redis.host with Lettuce as the client, mark one factory with @Primary, or define a"
                            + " bean of type RateLimiter.");
        }
        boolean hasReplicas = replicas.stream().findAny().isPresent()
                || environment.containsProperty("spring.data.redis.masterreplica.nodes")
                || environment.containsProperty("spring.data.redis.masterreplica.nodes[0]");
        return RedisConnections.like(factory, hasReplicas);
    }

    @Bean(destroyMethod = "") // closed by Keystile
    @ConditionalOnMissingBean(RateLimiter.class)
    RedisRateLimiter keystileRateLimiter(KeystileProperties properties, RedisConnections connections) {
        RedisProperties redis = properties.redis();
        RedisRateLimiter.Builder limiter = RedisRateLimiter.over(connections.shared());
        WrongPropertyException.parse("keystile.redis.timeout", redis.timeout(), limiter::timeout, "100ms");
        String application = redis.application();
        if (application != null) {
            WrongPropertyException.parse("keystile.redis.application", application, limiter::application, "shop");
        }
        Integer nodes = redis.nodes();
        if (nodes != null) {
            WrongPropertyException.parse("keystile.redis.nodes", nodes, limiter::shareWhenUnreachable, "4");
        }
        if (redis.leases()) {
            limiter.leases();
        }
        return limiter.build();
    }

    @Bean(destroyMethod = "") // closed by Keystile
    @ConditionalOnBooleanProperty("keystile.redis.change-feed")
    @ConditionalOnMissingBean(ChangeFeed.class)
    RedisChangeFeed keystileRedisChangeFeed(KeystileProperties properties, RedisConnections connections) {
        String application = properties.redis().application();
        return application == null
                ? RedisChangeFeed.over(connections.open(), connections.shared())
                : RedisChangeFeed.over(connections.open(), connections.shared(), application);
    }
}
