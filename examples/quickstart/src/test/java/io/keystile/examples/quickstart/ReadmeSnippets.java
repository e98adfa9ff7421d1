package io.keystile.examples.quickstart;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.ApiKeyPrincipal;
import io.keystile.Decision;
import io.keystile.Requirement;
import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.admin.ExpiryReminders;
import io.keystile.admin.IssuedKey;
import io.keystile.admin.LastUsedRecorder;
import io.keystile.admin.Overlap;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyId;
import io.keystile.key.Pepper;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.PermissionSet;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.monitoring.alerts.AlertMonitor;
import io.keystile.monitoring.alerts.AlertReaction;
import io.keystile.monitoring.alerts.LoggedAlerts;
import io.keystile.monitoring.alerts.WebhookAlerts;
import io.keystile.monitoring.alerts.WebhookSettings;
import io.keystile.monitoring.alerts.rules.ManyNetworks;
import io.keystile.net.ClientAddressResolver;
import io.keystile.net.ForwardingHeader;
import io.keystile.net.IpAllowlist;
import io.keystile.ratelimit.RateLimit;
import io.keystile.servlet.ApiKeyFilter;
import io.keystile.servlet.Routes;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.JsonFileApiKeyStore;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The README's Java blocks that are in no example. {@link ReadmeJavaTest} compares them with the README and runs them.
 */
@SuppressWarnings("UnusedVariable")
final class ReadmeSnippets {
    private static final Logger LOG = LoggerFactory.getLogger(ReadmeSnippets.class);

    private final ApiKeyFormat format = ApiKeyFormat.ofBrand("pk");
    private final ApiKeyStore store = new InMemoryApiKeyStore();

    static void wire(ServletContext context) {
        // begin
        ApiKeyFormat format = ApiKeyFormat.ofBrand("pk");
        ApiKeyStore store = JsonFileApiKeyStore.open(Path.of("keystile-data", "keys.json"));
        ApiKeyAuthenticator authenticator =
                ApiKeyAuthenticator.builder(store, format).environments("live").build();
        Routes routes = Routes.protectAll().open("/health").require("POST /flows/*/execute", "flows:execute");
        FilterRegistration.Dynamic filter = context.addFilter("keystile", new ApiKeyFilter(authenticator, routes));
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(ApiKeyFilter.allDispatches(), false, "/*");
        // end
    }

    IssuedKey createKeys() {
        // begin
        ApiKeys keys = new ApiKeys(store, format, SecretHasher.sha256(), Plans.standard());
        Actor admin = Actor.system("deployment"); // who it was, for the audit; and the most that they can give
        keys.createWorkspace(admin, WorkspaceRecord.of("acme", "free"));
        ApiKeySettings settings =
                ApiKeySettings.named("deploy pipeline").withPermissions("flows:execute", "flows:read");
        IssuedKey key = keys.issue(admin, "acme", "live", settings);
        String plaintext = key.reveal(); // pk_live_…: show it to its owner, once
        keys.revoke(admin, key.record().id(), "leaked in a build log"); // holds from when it returns
        // end
        return key;
    }

    ApiKeyAuthenticator pepper(String keyPepper) {
        // begin
        byte[] secret = Base64.getDecoder().decode(keyPepper); // 32 random bytes, kept outside the store
        SecretHasher hasher = SecretHasher.peppered(Pepper.of(1, secret));
        ApiKeys keys = new ApiKeys(store, format, hasher, Plans.standard());
        ApiKeyAuthenticator authenticator = ApiKeyAuthenticator.builder(store, format)
                .environments("live")
                .hasher(hasher)
                .build();
        // end
        return authenticator;
    }

    void endKeys(ApiKeys keys, KeyId id) {
        // begin
        Actor ada = Actor.member("ada@example.com", "acme", PermissionSet.of("flows:*")); // from your log-in
        IssuedKey successor =
                keys.rotate(ada, id, Overlap.of(Duration.ofDays(7))).orElseThrow(); // both keys work for a week
        keys.disable(ada, id); // until enable(ada, id)
        ApiKeyRecord seen = keys.seenBy(ada).find(successor.record().id()).orElseThrow();
        keys.update(ada, seen, seen.settings().withName("deploy, second pipeline"));
        keys.suspendWorkspace(Actor.system("billing"), "acme"); // stops all of its keys, until resumeWorkspace
        // end
    }

    List<AutoCloseable> watchKeys(ApiKeys keys) {
        // begin
        keys.onChange(event -> LOG.info("{} by {}", event, event.actor())); // the audit
        LastUsedRecorder lastUsed = LastUsedRecorder.start(keys);
        ApiKeyAuthenticator authenticator = ApiKeyAuthenticator.builder(store, format)
                .environments("live")
                .lastUsedRecorder(lastUsed)
                .build();
        ExpiryReminders reminders = ExpiryReminders.start(
                keys,
                List.of(Duration.ofDays(14), Duration.ofDays(3), Duration.ofDays(1)),
                reminder -> LOG.warn("Key {} expires at {}", reminder.key().id(), reminder.expiresAt()));
        // end
        return List.of(authenticator, lastUsed, reminders);
    }

    ApiKeySettings plans() {
        // begin
        Plans plans = Plans.standard()
                .with(Plan.of("free", RateLimit.perMinute(60), RateLimit.perDay(1_000)))
                .with(Plan.of("trial", RateLimit.of("burst", 10, Duration.ofSeconds(1))));
        ApiKeys keys = new ApiKeys(store, format, SecretHasher.sha256(), plans);
        ApiKeyAuthenticator authenticator = ApiKeyAuthenticator.builder(store, format)
                .environments("live")
                .plans(plans)
                .build();
        ApiKeySettings bigCustomer =
                ApiKeySettings.named("acme production").withPlan("enterprise").withLimits(RateLimit.perMinute(50_000));
        WorkspaceRecord team = WorkspaceRecord.of("team", "pro").withSharedLimits(RateLimit.perHour(5_000));
        // end
        return bigCustomer;
    }

    ApiKeySettings allowlist() {
        // begin
        ApiKeySettings bound = ApiKeySettings.named("batch")
                .withPlan("enterprise")
                .withAllowlist("203.0.113.0/24", "2001:db8:42::/48");
        ApiKeyAuthenticator behindProxy = ApiKeyAuthenticator.builder(store, format)
                .environments("live")
                .clientAddresses(
                        ClientAddressResolver.behind(IpAllowlist.of("10.0.0.0/8"), ForwardingHeader.X_FORWARDED_FOR))
                .build();
        // end
        return bound;
    }

    static boolean caller(HttpServletRequest request) {
        // begin
        ApiKeyPrincipal caller = (ApiKeyPrincipal) request.getUserPrincipal();
        String workspace = caller.workspace();
        boolean mayDelete = request.isUserInRole("flows:delete");
        // end
        return mayDelete;
    }

    static Routes routes() {
        // begin
        Routes routes = Routes.protectAll()
                .open("GET /docs/**")
                .require("GET /flows/**", "flows:read")
                .require(
                        "POST /flows/*/execute",
                        Requirement.permission("flows:execute").withCost(10));
        // end
        return routes;
    }

    ApiKeyAuthenticator listen() {
        // begin
        ApiKeyAuthenticator authenticator = ApiKeyAuthenticator.builder(store, format)
                .environments("live")
                .listener(
                        event -> {
                            if (event.decision() instanceof Decision.Denied denied) {
                                LOG.info("{} {} key {}", denied.reason(), denied.instance(), denied.keyId());
                            }
                        },
                        10_000)
                .build();
        // end
        return authenticator;
    }

    ApiKeyAuthenticator watchForMisuse(ApiKeys keys, byte[] webhookSecret) {
        // begin
        WebhookSettings webhook = WebhookSettings.to(URI.create("https://ops.example.com/alerts"));
        AlertMonitor alerts = AlertMonitor.builder()
                .standardRules()
                .reaction(ManyNetworks.NAME, AlertReaction.DISABLE_KEY)
                .disableKeysWith(keys, Actor.system("alerts"), 3) // no more than three keys an hour
                .listener(new LoggedAlerts())
                .listener(WebhookAlerts.start(webhook, webhookSecret))
                .build();
        ApiKeyAuthenticator authenticator = ApiKeyAuthenticator.builder(store, format)
                .environments("live")
                .listener(alerts, 10_000)
                .build();
        // end
        return authenticator;
    }
}
