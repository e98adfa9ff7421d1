package io.keystile.micrometer;

import io.keystile.ApiKeyPrincipal;
import io.keystile.AuthListener;
import io.keystile.Decision;
import io.keystile.Keystile;
import io.keystile.admin.ApiKeys;
import io.keystile.key.KeyId;
import io.keystile.monitoring.accesslog.AccessLogSettings;
import io.keystile.monitoring.accesslog.RecentDecisions;
import io.keystile.monitoring.alerts.AlertMailer;
import io.keystile.monitoring.alerts.AlertMonitor;
import io.keystile.monitoring.alerts.AlertOffer;
import io.keystile.monitoring.alerts.AlertQuery;
import io.keystile.monitoring.alerts.AlertRecorder;
import io.keystile.monitoring.alerts.AlertSettingsStore;
import io.keystile.monitoring.alerts.AlertStore;
import io.keystile.monitoring.alerts.StoredAlert;
import io.keystile.monitoring.alerts.WorkspaceAlerts;
import io.keystile.monitoring.alerts.rules.DeniedOverall;
import io.keystile.monitoring.alerts.rules.UnknownIds;
import io.keystile.monitoring.usage.QuotaWatch;
import io.keystile.monitoring.usage.UsageFlusher;
import io.keystile.monitoring.usage.UsageHistory;
import io.keystile.monitoring.usage.UsageMeter;
import io.keystile.monitoring.usage.UsageOutcome;
import io.keystile.monitoring.usage.UsagePeriod;
import io.keystile.monitoring.usage.UsageRank;
import io.keystile.monitoring.usage.UsageResolution;
import io.keystile.monitoring.usage.UsageStore;
import io.keystile.redis.RedisRateLimiter;
import io.keystile.store.ApiKeyStore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Java blocks of docs/monitoring.md, compiled. Each block is the code between two marks. */
final class MonitoringSnippets {
    private static final Logger LOG = LoggerFactory.getLogger(MonitoringSnippets.class);

    private MonitoringSnippets() {}

    static Keystile withUsage(ApiKeyStore store, UsageStore usageStore) {
        // begin
        UsageMeter usage = new UsageMeter();
        UsageFlusher flusher = UsageFlusher.start(usage, usageStore); // close it after keystile
        QuotaWatch quotas = new QuotaWatch(event -> LOG.info(
                "{} has used {}% of {}",
                event.quota().bucket(), event.percent(), event.quota().limit().name()));
        Keystile keystile = Keystile.builder(store, "pk")
                .environments("live")
                .inlineListener(usage)
                .listener(quotas, 10_000)
                .build();
        // end
        flusher.close();
        return keystile;
    }

    static List<UsageRank> queried(UsageMeter usage, KeyId key) {
        // begin
        List<UsageRank> busiest = usage.top(UsageOutcome.GRANTED, UsageResolution.HOUR, 24, 10);
        List<UsagePeriod> lastHour = usage.series(key, UsageResolution.MINUTE);
        List<UsagePeriod> lastMonth = usage.workspaceSeries("acme", UsageResolution.DAY);
        // end
        LOG.debug("{} {}", lastHour, lastMonth);
        return busiest;
    }

    static Map<KeyId, Map<UsageOutcome, Long>> ofAllNodes(
            UsageMeter usage, UsageStore usageStore, List<KeyId> keysOfThePage) {
        // begin
        UsageHistory history = UsageHistory.ofAllNodes(usage, usageStore);
        List<UsagePeriod> days = history.ofWorkspace("acme", UsageResolution.DAY);
        List<UsageRank> limited = history.top("acme", UsageOutcome.LIMITED, UsageResolution.HOUR, 24, 10);
        Map<KeyId, List<UsagePeriod>> sparklines = history.hoursOfKeys(keysOfThePage);
        Map<KeyId, Map<UsageOutcome, Long>> lastWeek = history.totals(keysOfThePage, UsageResolution.DAY, 7);
        // end
        LOG.debug("{} {} {}", days, limited, sparklines);
        return lastWeek;
    }

    static Keystile withMetrics(ApiKeyStore store, MeterRegistry registry) {
        // begin
        KeystileMetrics metrics = KeystileMetrics.builder(registry).build();
        Keystile keystile = Keystile.builder(metrics.timed(store), "pk")
                .environments("live")
                .inlineListener(metrics)
                .build();
        metrics.watch(keystile.authenticator());
        // end
        return keystile;
    }

    static void exported(RedisRateLimiter limiter, MeterRegistry registry) {
        // begin
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
        // end
    }

    static AuthListener spans() {
        // begin
        AuthListener spans = event -> {
            Span span = Span.current();
            ApiKeyPrincipal caller = event.caller();
            if (caller != null) {
                span.setAttribute("keystile.key", caller.keyId().value());
                span.setAttribute("keystile.workspace", caller.workspace());
            }
            if (event.decision() instanceof Decision.Denied denied) {
                span.setAttribute("keystile.reason", denied.reason().name().toLowerCase(Locale.ROOT));
            }
        };
        // end
        return spans;
    }

    static Keystile withAlerts(ApiKeyStore store, AlertStore alertStore) {
        // begin
        RecentDecisions recent = new RecentDecisions(AccessLogSettings.standard());
        AlertRecorder recorder = AlertRecorder.start(alertStore, store); // close it after keystile
        AlertMonitor alerts =
                AlertMonitor.builder().standardRules().listener(recorder).build();
        Keystile keystile = Keystile.builder(store, "pk")
                .environments("live")
                .listener(recent, 10_000)
                .listener(alerts, 10_000)
                .build();
        // end
        recorder.close();
        return keystile;
    }

    static List<StoredAlert> openAlerts(AlertStore alertStore) {
        // begin
        List<StoredAlert> page = alertStore.list(
                AlertQuery.ofWorkspace("acme").openAt(Instant.now()).withLimit(50));
        // end
        return page;
    }

    static Keystile withWorkspaceAlerts(
            ApiKeyStore store,
            AlertSettingsStore settingsStore,
            AlertOffer wrongSecrets,
            byte[] secret,
            AlertMailer mailer,
            AlertRecorder recorder) {
        // begin
        WorkspaceAlerts workspaceAlerts = WorkspaceAlerts.builder(settingsStore, store)
                .offer(wrongSecrets.within(5, 10, 100)) // the others of AlertOffer.standard() are offered too
                .maxRecipients(3)
                .webhooks(secret) // at least 24 random bytes, the same on all nodes
                .mailer(mailer)
                .listener(recorder)
                .audit(store.audit().orElseThrow(), ApiKeys.DEFAULT_AUDIT_ENTRIES)
                .start(); // close it after keystile
        AlertMonitor ofAll = AlertMonitor.builder()
                .rule(new UnknownIds())
                .rule(new DeniedOverall())
                .listener(recorder)
                .build();
        Keystile keystile = Keystile.builder(store, "pk")
                .environments("live")
                .listener(workspaceAlerts, 10_000)
                .listener(ofAll, 10_000)
                .build();
        // end
        workspaceAlerts.close();
        return keystile;
    }
}
