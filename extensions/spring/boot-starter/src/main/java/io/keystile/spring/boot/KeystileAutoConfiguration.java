package io.keystile.spring.boot;

import io.keystile.Keystile;
import io.keystile.KeystileBuilder;
import io.keystile.adapter.Routes;
import io.keystile.admin.ApiKeys;
import io.keystile.key.SecretHasher;
import io.keystile.model.PlanSource;
import io.keystile.ratelimit.RateLimiter;
import io.keystile.spring.boot.KeystileProperties.RedisProperties;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.ChangeFeed;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/** Builds the {@link Keystile} of the application from its properties and beans, and its routes. */
@AutoConfiguration
@ConditionalOnProperty(name = "keystile.enabled", matchIfMissing = true)
@EnableConfigurationProperties(KeystileProperties.class)
class KeystileAutoConfiguration {
    /** Keystile closes the store, the feed and the limiter. */
    @Bean
    @ConditionalOnMissingBean
    Keystile keystile(
            KeystileProperties properties,
            ApiKeyStore store,
            ObjectProvider<SecretHasher> hasher,
            ObjectProvider<PlanSource> plans,
            ObjectProvider<RateLimiter> limiter,
            ObjectProvider<ChangeFeed> changeFeed,
            ObjectProvider<StoreDecorator> decorators,
            ObjectProvider<KeystileCustomizer> customizers,
            Environment environment) {
        Switches.requireTrueOrFalse(environment);
        requireEffect(properties, limiter);
        PropertySettings settings = new PropertySettings(properties);
        ApiKeyStore decorated = store;
        for (StoreDecorator decorator : decorators.orderedStream().toList()) {
            decorated = decorator.decorate(decorated);
        }
        KeystileBuilder builder = Keystile.builder(decorated, settings.format());
        settings.applyTo(builder);
        SecretHasher ofProperties = settings.hasher();
        if (ofProperties != null) {
            builder.hasher(ofProperties);
        }
        PlanSource plansOfProperties = settings.plans();
        if (plansOfProperties != null) {
            builder.plans(plansOfProperties);
        }
        hasher.ifAvailable(builder::hasher);
        plans.ifAvailable(builder::plans);
        limiter.ifAvailable(builder::rateLimiter);
        changeFeed.ifAvailable(builder::changeFeed);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    /** A setting that would do nothing is refused, because somebody relies on it. */
    private static void requireEffect(KeystileProperties properties, ObjectProvider<RateLimiter> limiter) {
        if (properties.redis().enabled() && limiter.getIfAvailable() == null) {
            throw new WrongPropertyException(
                    "keystile.redis.enabled",
                    "is true, but there is no Spring Data Redis with Lettuce",
                    "Add spring-boot-starter-data-redis, or define a bean of type RateLimiter.");
        }
        if (properties.console().path() != null
                && !ClassUtils.isPresent(
                        "io.keystile.console.Console", KeystileAutoConfiguration.class.getClassLoader())) {
            throw new WrongPropertyException(
                    "keystile.console.path", "is set, but the console is missing", "Add keystile-console.");
        }
        boolean webhook = properties.alerts().webhook().uri() != null;
        if (!properties.alerts().enabled()
                && (webhook || !properties.alerts().off().isEmpty())) {
            throw new WrongPropertyException(
                    "keystile.alerts.enabled",
                    "is missing, although keystile.alerts." + (webhook ? "webhook.uri" : "off") + " is set",
                    "Write keystile.alerts.enabled=true.");
        }
        if (!properties.accessLog().enabled() && properties.accessLog().file() != null) {
            throw new WrongPropertyException(
                    "keystile.access-log.enabled",
                    "is missing, although keystile.access-log.file is set",
                    "Write keystile.access-log.enabled=true.");
        }
        RedisProperties redis = properties.redis();
        if (!redis.enabled() && (redis.nodes() != null || redis.leases() || redis.changeFeed())) {
            throw new WrongPropertyException(
                    "keystile.redis.enabled",
                    "is missing, although other properties of keystile.redis are set",
                    "Write keystile.redis.enabled=true.");
        }
        if (properties.console().apiPath() != null && properties.console().path() == null) {
            throw new WrongPropertyException(
                    "keystile.console.path",
                    "is missing, although keystile.console.api-path is set",
                    "Write for example keystile.console.path=/settings/api-keys.");
        }
    }

    /** The administration of keys, for the application's own code. */
    @Bean
    @ConditionalOnMissingBean
    ApiKeys apiKeys(Keystile keystile) {
        return keystile.keys();
    }

    @Bean
    @ConditionalOnMissingBean
    Routes keystileRoutes(
            KeystileProperties properties,
            ObjectProvider<OpenPaths> openPaths,
            ObjectProvider<RoutesCustomizer> customizers) {
        Routes routes = PropertyRoutes.of(properties);
        for (OpenPaths open : openPaths.orderedStream().toList()) {
            for (String pattern : open.patterns()) {
                routes = routes.open(pattern);
            }
        }
        for (RoutesCustomizer customizer : customizers.orderedStream().toList()) {
            routes = customizer.customize(routes);
        }
        return routes;
    }
}
