package io.keystile.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.DenialReason;
import io.keystile.Requirement;
import io.keystile.key.ApiKeyFormat;
import io.keystile.monitoring.accesslog.AccessLog;
import io.keystile.monitoring.accesslog.AccessLogSettings;
import io.keystile.ratelimit.RateLimitResult.Mode;
import io.keystile.ratelimit.RateLimiter;
import io.keystile.ratelimit.SlidingWindowRateLimiter;
import io.keystile.store.ChangeFeed;
import io.keystile.store.FollowingApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreException;
import io.keystile.testkit.TestKeys;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeystileMetricsTest {
    private final TestKeys keys = new TestKeys();
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT).throwExceptionOnRegistrationFailure();

    private double decisions(String outcome, String reason) {
        return registry.get("keystile.decisions")
                .tags("outcome", outcome, "reason", reason)
                .counter()
                .count();
    }

    private double keyDecisions(String key, String outcome) {
        return registry.get("keystile.key.decisions")
                .tags("key", key, "outcome", outcome)
                .counter()
                .count();
    }

    private static TestCall call(String key) {
        return new TestCall(key, Requirement.validKey());
    }

    @Test
    void decisionsAreCountedByOutcomeAndReason() {
        KeystileMetrics metrics = KeystileMetrics.builder(registry).build();
        ApiKeyAuthenticator authenticator =
                keys.authenticator().inlineListener(metrics).build();
        String key = keys.issue("flows:read");

        authenticator.decide(call(key));
        authenticator.decide(new TestCall(key, Requirement.permission("flows:execute")));

        assertThat(decisions("granted", "none")).isEqualTo(1);
        assertThat(decisions("denied", "permission_missing")).isEqualTo(1);
        assertThat(registry.get("keystile.decisions").counters()).hasSize(1 + DenialReason.values().length);
        assertThat(registry.get("keystile.decision.duration")
                        .tag("outcome", "denied")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.scrape()).contains("keystile_decisions_total{outcome=\"granted\",reason=\"none\"} 1.0");
        assertThat(authenticator.stats().droppedEvents()).isZero();
    }

    private double limitDecisions(Mode mode, String outcome) {
        return registry.get("keystile.limit.decisions")
                .tags("mode", mode.name().toLowerCase(Locale.ROOT), "outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void limiterDecisionsAreCountedByMode() {
        RateLimiter local = new SlidingWindowRateLimiter();
        Iterator<Mode> modes = List.of(Mode.SHARED, Mode.OWN_SHARE, Mode.OWN_SHARE, Mode.LOCAL, Mode.LEASED)
                .iterator();
        KeystileMetrics metrics = KeystileMetrics.builder(registry).build();
        ApiKeyAuthenticator authenticator = keys.authenticator()
                .rateLimiter(
                        (buckets, permits) -> local.tryAcquire(buckets, permits).withMode(modes.next()))
                .inlineListener(metrics)
                .build();
        String key = keys.issue("flows:read");

        authenticator.decide(call(key));
        authenticator.decide(call(key));
        authenticator.decide(call(key));
        authenticator.decide(call(key));
        authenticator.decide(new TestCall(key, Requirement.validKey().withCost(0)));
        authenticator.decide(new TestCall(key, Requirement.permission("flows:execute")));
        authenticator.decide(new TestCall(key, Requirement.validKey().withCost(1_000_000)));

        assertThat(limitDecisions(Mode.SHARED, "granted")).isEqualTo(1);
        assertThat(limitDecisions(Mode.OWN_SHARE, "granted")).isEqualTo(2);
        assertThat(limitDecisions(Mode.LOCAL, "granted")).isEqualTo(1);
        assertThat(limitDecisions(Mode.LEASED, "denied")).isEqualTo(1);
        assertThat(registry.get("keystile.limit.decisions").counters())
                .hasSize(8)
                .extracting(Counter::count)
                .satisfies(counts -> assertThat(
                                counts.stream().mapToDouble(Double::doubleValue).sum())
                        .isEqualTo(5));
    }

    @Test
    void keyIsNoTagByDefault() {
        KeystileMetrics metrics = KeystileMetrics.builder(registry).build();
        String key = keys.issue();

        keys.authenticator().inlineListener(metrics).build().decide(call(key));

        assertThat(registry.scrape()).doesNotContain(keys.idOf(key).value(), "key=");
    }

    @Test
    void onlyVerifiedKeysGetSeriesUpToTheBound() {
        KeystileMetrics metrics = KeystileMetrics.builder(registry).keyTag(1).build();
        ApiKeyAuthenticator authenticator =
                keys.authenticator().inlineListener(metrics).build();
        String first = keys.issue();
        String second = keys.issue();

        authenticator.decide(call(keys.withOtherSecret(second)));
        authenticator.decide(call(first));
        authenticator.decide(call(second));
        authenticator.decide(new TestCall(second, Requirement.permission("flows:execute")));

        assertThat(keyDecisions(keys.idOf(first).value(), "granted")).isEqualTo(1);
        assertThat(keyDecisions("_others", "granted")).isEqualTo(1);
        assertThat(keyDecisions("_others", "denied")).isEqualTo(1);
        assertThat(registry.scrape()).doesNotContain(keys.idOf(second).value());
    }

    @Test
    void authenticatorsWithDifferentTagsShareARegistry() {
        KeystileMetrics first = KeystileMetrics.builder(registry)
                .tag("api", "flows")
                .histograms()
                .build();
        KeystileMetrics second = KeystileMetrics.builder(registry)
                .tag("api", "admin")
                .histograms()
                .build();

        keys.authenticator().inlineListener(first).build().decide(call(keys.issue()));
        keys.authenticator().inlineListener(second).build().decide(call(keys.unknown()));

        assertThat(registry.scrape())
                .contains(
                        "keystile_decisions_total{api=\"flows\",outcome=\"granted\",reason=\"none\"} 1.0",
                        "keystile_decisions_total{api=\"admin\",outcome=\"granted\",reason=\"none\"} 0.0",
                        "keystile_decision_duration_seconds_bucket{api=\"admin\",outcome=\"denied\",le=\"+Inf\"} 1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void metricsWithAndWithoutHistogramsAreNotMixed(boolean histograms) {
        metrics("flows", !histograms);

        assertThatThrownBy(() -> metrics("admin", histograms))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith(histograms ? "the existing ones use none" : "the existing ones use histograms");
        assertThat(registry.scrape()).contains("api=\"flows\"").doesNotContain("api=\"admin\"");
    }

    /** Spring Boot adds a filter like this one for {@code management.metrics.distribution.slo}. */
    @Test
    void filterMayAddHistogramsToAllMetrics() {
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return DistributionStatisticConfig.builder()
                        .serviceLevelObjectives(1_000)
                        .build()
                        .merge(config);
            }
        });
        metrics("flows", true);
        metrics("admin", false);

        assertThat(registry.scrape()).contains("api=\"flows\"", "api=\"admin\"");
    }

    private KeystileMetrics metrics(String api, boolean histograms) {
        MetricsBuilder metrics = KeystileMetrics.builder(registry).tag("api", api);
        return (histograms ? metrics.histograms() : metrics).build();
    }

    @Test
    void watchShowsMemoryAndMissedEventsOfOneAuthenticator() {
        KeystileMetrics metrics = KeystileMetrics.builder(registry).build();
        ApiKeyAuthenticator authenticator =
                keys.authenticator().inlineListener(metrics).build();
        metrics.watch(authenticator);
        authenticator.decide(call(keys.issue()));
        authenticator.decide(call(keys.unknown()));

        assertThat(registry.scrape())
                .contains(
                        "keystile_cache_keys{kind=\"found\"} 1.0",
                        "keystile_cache_keys{kind=\"unknown\"} 1.0",
                        "keystile_limiter_buckets 1.0",
                        "keystile_events_dropped_total 0.0");
        assertThatThrownBy(() -> metrics.watch(authenticator)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void watchShowsTheStateOfAChangeFeed() {
        ChangeFeed feed = new ChangeFeed() {
            @Override
            public void receive(Consumer<StoreChange> listener) {
                throw new StoreException("down");
            }

            @Override
            public void close() {}
        };
        try (FollowingApiKeyStore store =
                FollowingApiKeyStore.over(new InMemoryApiKeyStore(), feed, () -> 4_000_000_000L)) {
            ApiKeyAuthenticator authenticator = ApiKeyAuthenticator.builder(store, ApiKeyFormat.ofBrand("pk"))
                    .environments("live")
                    .build();
            KeystileMetrics.builder(registry).build().watch(authenticator);

            assertThat(registry.scrape())
                    .contains(
                            "keystile_changes_age_seconds 0.0",
                            "keystile_changes_heard_total 0.0",
                            "keystile_changes_reconnects_total 0.0",
                            "keystile_changes_outages_total 0.0",
                            "keystile_changes_untold_total 0.0");
            authenticator.close();
        }
    }

    @Test
    void secondAuthenticatorWithTheSameTagsIsRejected() {
        registry.config().commonTags("region", "eu");
        ApiKeyAuthenticator first = keys.authenticator().build();
        ApiKeyAuthenticator second = keys.authenticator().build();
        KeystileMetrics.builder(registry).tag("api", "flows").build().watch(first);
        KeystileMetrics metrics =
                KeystileMetrics.builder(registry).tag("api", "flows").build();

        assertThatThrownBy(() -> metrics.watch(second))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("with a different tag");
    }

    @Test
    void authenticatorsWithDifferentOrFewerTagsAreWatchedTogether() {
        MeterRegistry any = new SimpleMeterRegistry();
        KeystileMetrics.builder(any)
                .tag("api", "flows")
                .tag("node", "one")
                .build()
                .watch(keys.authenticator().build());
        KeystileMetrics.builder(any)
                .tag("api", "flows")
                .build()
                .watch(keys.authenticator().build());
        KeystileMetrics.builder(any)
                .tag("api", "admin")
                .tag("node", "one")
                .build()
                .watch(keys.authenticator().build());

        assertThat(any.find("keystile.events.dropped").meters()).hasSize(3);
        assertThat(any.find("keystile.cache.keys").meters()).hasSize(6);
    }

    @Test
    void watchShowsDecisionsThatTheAccessLogLost() {
        AccessLog log = AccessLog.toLogger(AccessLogSettings.standard());
        KeystileMetrics metrics = KeystileMetrics.builder(registry).build();
        metrics.watch(log);
        log.close();
        log.onLoss(7);

        assertThat(registry.scrape()).contains("keystile_access_log_lost_total 7.0");
        assertThatThrownBy(() -> metrics.watch(AccessLog.toLogger(AccessLogSettings.standard())))
                .isInstanceOf(IllegalStateException.class);
    }
}
