package io.keystile.console;

import io.keystile.admin.Actor;
import io.keystile.admin.IssuedKey;
import io.keystile.admin.Overlap;
import io.keystile.model.ApiKeySettings;
import io.keystile.monitoring.alerts.Alert;
import io.keystile.monitoring.alerts.AlertReport;
import io.keystile.monitoring.alerts.AlertSettings;
import io.keystile.monitoring.alerts.rules.AlertSeverity;
import io.keystile.net.CidrBlock;
import io.keystile.store.InMemoryApiKeyStore;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A {@link Site} whose keys were issued over half a year and used for a month, for pictures and measurements. */
final class SampleSite implements AutoCloseable {
    private static final Actor MIA = Actor.member("mia@acme.example", "acme", TestUsers.ALL);
    private static final Actor JON = Actor.member("jon@acme.example", "acme", TestUsers.ALL);

    final Site site = new Site(
            new InMemoryApiKeyStore(),
            console -> console.backLink("/settings", "Settings").exampleUrl("https://api.acme.example/v1/flows"));
    private final Random random = new Random(3);
    private final Instant now = site.clock.instant();
    /** A key with usage, warnings and an owner. */
    final IssuedKey export =
            issue(MIA, 190, "live", ApiKeySettings.named("Nightly export"), "flows:read", "flows:execute");

    SampleSite() {
        IssuedKey pipeline = issue(
                JON,
                160,
                "staging",
                ApiKeySettings.named("CI pipeline").withOwner("Platform team").withTags("ci", "team:platform"),
                "flows:read",
                "reports:read");
        IssuedKey dashboard = issue(
                MIA,
                85,
                "live",
                ApiKeySettings.named("Grafana dashboard").withExpiry(now.plus(Duration.ofDays(5))),
                "reports:read");
        issue(JON, 70, "live", ApiKeySettings.named("Partner: Initech"), "flows:read");
        IssuedKey app = issue(MIA, 42, "staging", ApiKeySettings.named("Mobile app"), "flows:read");
        IssuedKey migration = issue(
                JON,
                21,
                "live",
                ApiKeySettings.named("Migration of the old reports into the warehouse, first attempt"),
                "reports:read");
        List<IssuedKey> used = List.of(export, pipeline, dashboard);
        List<String> keys = used.stream().map(IssuedKey::reveal).toList();
        List<String> permissions = List.of("flows:execute", "reports:read", "reports:read");
        for (int hour = 30 * 24; hour >= 1; hour -= hour > 50 ? 6 : 1) {
            for (int i = 0; i < keys.size(); i++) {
                int calls = 3 + (int) (random.nextDouble() * 20 * (1 + Math.sin(hour / 4.0 + i)));
                for (int call = 0; call < calls; call++) {
                    at(Duration.ofHours(hour).minusSeconds(call * 37L % 1200));
                    site.call(keys.get(i), random.nextInt(12) == 0 ? "admin:all" : permissions.get(i));
                }
            }
        }
        for (int i = 0; i < used.size(); i++) {
            site.use(used.get(i), now.minus(Duration.ofMinutes(3 + 50L * i)));
        }
        at(Duration.ofDays(2));
        site.keystile.keys().revoke(MIA, app.record().id(), "No longer needed");
        site.keystile.keys().disable(JON, migration.record().id());
        site.keystile.keys().rotate(JON, pipeline.record().id(), Overlap.of(Duration.ofDays(7)));
        for (IssuedKey key : List.of(site.first, site.acting)) {
            site.keystile.keys().delete(Site.SYSTEM, key.record().id());
        }
        site.clock.set(now);
        alert("wrong-secrets", export, false, 14, "10 wrong secrets or more within 10 minutes");
        alert("new-network", dashboard, true, 260, "Used from a network that is new to the key");
        site.workspaceAlerts.save(
                "mia@acme.example",
                AlertSettings.none("acme")
                        .withRule("denied-key", new AlertSettings.Rule(false, 20))
                        .withWebhooks(List.of(URI.create("https://hooks.acme.example/alerts")))
                        .withEmails(List.of("ops@example.com")));
    }

    private void alert(String rule, IssuedKey key, boolean verified, int minutesAgo, String text) {
        Instant at = now.minus(Duration.ofMinutes(minutesAgo));
        Alert alert = new Alert(
                rule,
                verified ? AlertSeverity.WARNING : AlertSeverity.CRITICAL,
                Alert.Phase.OPENED,
                key.record().id(),
                verified,
                null,
                CidrBlock.parse("198.51.100.0/24"),
                at,
                at.plusSeconds(300),
                verified ? 1 : 41,
                false,
                text);
        site.alerts.report(new AlertReport("node", alert, "acme", at.plus(Duration.ofMinutes(15))));
    }

    private IssuedKey issue(Actor by, int daysAgo, String environment, ApiKeySettings settings, String... permissions) {
        at(Duration.ofDays(daysAgo).plusMinutes(random.nextInt(600)));
        return site.keystile.keys().issue(by, "acme", environment, settings.withPermissions(permissions));
    }

    private void at(Duration ago) {
        site.clock.set(now.minus(ago));
    }

    /** Adds keys until the workspace has this number, each with a day of calls. */
    void fill(int keys) {
        List<String> more = new ArrayList<>();
        int missing = keys - site.count("acme");
        for (int i = 0; i < missing; i++) {
            IssuedKey key = issue(JON, 1 + i % 20, "live", ApiKeySettings.named("service " + i), "flows:read");
            site.use(key, now.minus(Duration.ofMinutes(i)));
            more.add(key.reveal());
        }
        for (int hour = 23; hour >= 0; hour--) {
            at(Duration.ofHours(hour));
            more.forEach(key -> {
                for (int call = random.nextInt(4); call > 0; call--) {
                    site.call(key, "flows:read");
                }
            });
        }
        site.clock.set(now);
    }

    @Override
    public void close() {
        site.close();
    }
}
