package io.keystile.spring.boot;

import io.keystile.jdbc.JdbcAlertStore;
import io.keystile.jdbc.JdbcUsageStore;
import io.keystile.monitoring.accesslog.AccessLog;
import io.keystile.monitoring.accesslog.AccessLogSettings;
import io.keystile.monitoring.accesslog.AddressMask;
import io.keystile.monitoring.accesslog.RecentDecisions;
import io.keystile.monitoring.alerts.AlertListener;
import io.keystile.monitoring.alerts.AlertMonitor;
import io.keystile.monitoring.alerts.AlertMonitorBuilder;
import io.keystile.monitoring.alerts.AlertReaction;
import io.keystile.monitoring.alerts.AlertRecorder;
import io.keystile.monitoring.alerts.AlertStore;
import io.keystile.monitoring.alerts.InMemoryAlertStore;
import io.keystile.monitoring.alerts.LoggedAlerts;
import io.keystile.monitoring.alerts.WebhookAlerts;
import io.keystile.monitoring.alerts.WebhookSettings;
import io.keystile.monitoring.usage.UsageFlusher;
import io.keystile.monitoring.usage.UsageMeter;
import io.keystile.monitoring.usage.UsageStore;
import io.keystile.spring.boot.KeystileProperties.AccessLogProperties;
import io.keystile.spring.boot.KeystileProperties.AlertProperties;
import io.keystile.spring.boot.KeystileProperties.WebhookProperties;
import io.keystile.store.ApiKeyStore;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** What is counted, written and watched of each decision. */
@AutoConfiguration(before = KeystileAutoConfiguration.class, after = KeystileJdbcAutoConfiguration.class)
@ConditionalOnProperty(name = "keystile.enabled", matchIfMissing = true)
@EnableConfigurationProperties(KeystileProperties.class)
class KeystileMonitoringAutoConfiguration {
    private static final int QUEUE = 10_000;
    private static final int FIRST = -100;

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = "keystile.usage.enabled", matchIfMissing = true)
    static class WithUsage {
        @Bean
        @ConditionalOnMissingBean
        UsageMeter keystileUsageMeter(KeystileProperties properties) {
            return WrongPropertyException.parse(
                    "keystile.usage.max-keys",
                    properties.usage().maxKeys(),
                    max -> new UsageMeter(InstantSource.system(), max),
                    "50000");
        }

        @Bean
        @ConditionalOnBean(KeyPool.class)
        @ConditionalOnMissingBean(UsageStore.class)
        JdbcUsageStore keystileUsageStore(KeyPool pool) {
            return JdbcUsageStore.over(pool.dataSource(), pool.timeout());
        }

        @Bean
        @ConditionalOnBean(UsageStore.class)
        UsageFlusher keystileUsageFlusher(UsageMeter meter, UsageStore store, KeystileProperties properties) {
            Duration retention = properties.usage().retention();
            return retention == null
                    ? UsageFlusher.start(meter, store)
                    : WrongPropertyException.parse(
                            "keystile.usage.retention",
                            retention,
                            kept -> UsageFlusher.start(meter, store, kept),
                            "90d");
        }

        @Bean
        @ConditionalOnMissingBean
        RecentDecisions keystileRecentDecisions(KeystileProperties properties) {
            return new RecentDecisions(settings(properties.accessLog()));
        }

        @Bean
        @Order(FIRST)
        KeystileCustomizer keystileUsage(UsageMeter meter, RecentDecisions recent) {
            return builder -> builder.inlineListener(meter).listener(recent, QUEUE);
        }
    }

    private static AccessLogSettings settings(AccessLogProperties log) {
        AddressMask mask = switch (log.addresses()) {
            case WHOLE -> AddressMask.whole();
            case NETWORK -> AddressMask.network();
            case NONE -> AddressMask.none();
        };
        return WrongPropertyException.parse(
                "keystile.access-log.denied-per-second",
                log.deniedPerSecond(),
                denied -> new AccessLogSettings(mask, log.userAgents(), log.paths(), denied),
                "100");
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty("keystile.access-log.enabled")
    static class WithAccessLog {
        /** Closed by Keystile, after the last decision. */
        @Bean(destroyMethod = "")
        @ConditionalOnMissingBean
        AccessLog keystileAccessLog(KeystileProperties properties) {
            AccessLogProperties log = properties.accessLog();
            AccessLogSettings settings = settings(log);
            return log.file() == null
                    ? AccessLog.toLogger(settings)
                    : WrongPropertyException.parse(
                            "keystile.access-log.file",
                            log.file(),
                            file -> AccessLog.toFile(file, log.maxSize().toBytes(), log.files(), settings),
                            "logs/access.log, with keystile.access-log.max-size=50MB and keystile.access-log.files=10");
        }

        @Bean
        @Order(FIRST)
        KeystileCustomizer keystileAccessLogListener(AccessLog log) {
            return builder -> builder.listener(log, QUEUE);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty("keystile.alerts.enabled")
    static class WithAlerts {
        @Bean
        @ConditionalOnMissingBean(AlertStore.class)
        AlertStore keystileAlertStore(ObjectProvider<KeyPool> pool) {
            KeyPool database = pool.getIfAvailable();
            return database == null ? new InMemoryAlertStore() : JdbcAlertStore.over(database.dataSource());
        }

        @Bean
        AlertRecorder keystileAlertRecorder(AlertStore alerts, ApiKeyStore keys) {
            return AlertRecorder.start(alerts, keys);
        }

        @Bean
        LoggedAlerts keystileLoggedAlerts() {
            return new LoggedAlerts();
        }

        @Bean
        @ConditionalOnProperty("keystile.alerts.webhook.uri")
        WebhookAlerts keystileWebhookAlerts(KeystileProperties properties) {
            WebhookProperties webhook = properties.alerts().webhook();
            URI uri = PropertySettings.required(
                    "keystile.alerts.webhook.uri", webhook.uri(), "https://hooks.example.com/keys");
            byte[] secret = PropertySettings.secret(
                    "keystile.alerts.webhook.secret",
                    webhook.secret(),
                    "Share one with the receiver, for example of: openssl rand -base64 32");
            WebhookSettings settings = WrongPropertyException.parse(
                    "keystile.alerts.webhook.uri", uri, WebhookSettings::to, "https://hooks.example.com/keys");
            return WrongPropertyException.check(
                    "keystile.alerts.webhook.secret",
                    () -> WebhookAlerts.start(settings, secret),
                    "what openssl rand -base64 32 prints");
        }

        /** Every bean of type AlertListener is told, the application's own too. */
        @Bean
        @ConditionalOnMissingBean
        AlertMonitor keystileAlertMonitor(KeystileProperties properties, ObjectProvider<AlertListener> listeners) {
            AlertProperties alerts = properties.alerts();
            AlertMonitorBuilder monitor = AlertMonitor.builder().standardRules();
            listeners.orderedStream().forEach(monitor::listener);
            for (int i = 0; i < alerts.off().size(); i++) {
                WrongPropertyException.parse(
                        PropertySettings.item("alerts.off", i),
                        alerts.off().get(i),
                        rule -> monitor.reaction(rule, AlertReaction.NOTHING),
                        "new-network");
            }
            return monitor.build();
        }

        @Bean
        @Order(FIRST)
        KeystileCustomizer keystileAlertListener(AlertMonitor monitor) {
            return builder -> builder.listener(monitor, QUEUE);
        }
    }
}
