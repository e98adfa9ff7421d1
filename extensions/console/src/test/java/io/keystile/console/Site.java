package io.keystile.console;

import io.keystile.AuthListener;
import io.keystile.AuthRequest;
import io.keystile.Keystile;
import io.keystile.KeystileBuilder;
import io.keystile.Requirement;
import io.keystile.admin.Actor;
import io.keystile.admin.IssuedKey;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyStatus;
import io.keystile.model.PermissionSet;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.monitoring.accesslog.AccessLogSettings;
import io.keystile.monitoring.accesslog.AddressMask;
import io.keystile.monitoring.accesslog.RecentDecisions;
import io.keystile.monitoring.alerts.InMemoryAlertSettingsStore;
import io.keystile.monitoring.alerts.InMemoryAlertStore;
import io.keystile.monitoring.alerts.WorkspaceAlerts;
import io.keystile.monitoring.usage.UsageMeter;
import io.keystile.net.IpAddress;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.KeyQuery;
import io.keystile.store.LastUse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An application with keys, a console and people. Workspace {@code acme} is on a plan with allowlists, {@code globex}
 * is another customer.
 */
final class Site implements AutoCloseable {
    static final Actor SYSTEM = Actor.system("setup");

    final TestClock clock = new TestClock();
    final UsageMeter meter = new UsageMeter(clock, 1_000);
    final RecentDecisions recent =
            new RecentDecisions(AccessLogSettings.standard().withAddresses(AddressMask.network()));
    final InMemoryAlertStore alerts = new InMemoryAlertStore(10_000);
    final InMemoryAlertSettingsStore alertSettings = new InMemoryAlertSettingsStore();
    final TestMailer mailer = new TestMailer();
    final WorkspaceAlerts workspaceAlerts;
    private final ApiKeyStore store;
    final Keystile keystile;
    final Console console;
    /** A key of {@code acme} that may do everything there is. */
    final IssuedKey first;
    /** The key that {@link TestUsers#KEY} acts with. */
    final IssuedKey acting;
    /** A key of {@code globex}. */
    final IssuedKey foreign;

    Site() {
        this(new InMemoryApiKeyStore(), builder -> {});
    }

    Site(ApiKeyStore store, Consumer<ConsoleBuilder> options, AuthListener... listeners) {
        this(store, Plans.standard(), "enterprise", options, listeners);
    }

    /** Creates an application whose workspace {@code acme} is on another plan once it has its first keys. */
    Site(ApiKeyStore store, Plans plans, String plan, Consumer<ConsoleBuilder> options, AuthListener... listeners) {
        this.store = store;
        KeystileBuilder application = Keystile.builder(store, "pk")
                .environments("staging", "live")
                .plans(plans)
                .clock(clock)
                .inlineListener(meter)
                .inlineListener(recent);
        List.of(listeners).forEach(application::inlineListener);
        keystile = application.build();
        keystile.keys().createWorkspace(SYSTEM, WorkspaceRecord.of("acme", "enterprise"));
        keystile.keys()
                .createWorkspace(
                        SYSTEM, WorkspaceRecord.of("globex", "enterprise").withCeiling(PermissionSet.of("flows:*")));
        first = issue("acme", "nightly export", "flows:read", "flows:execute");
        acting = issue("acme", "deployer", "flows:*");
        foreign = issue("globex", "their key", "flows:read");
        if (!plan.equals("enterprise")) {
            WorkspaceRecord acme =
                    keystile.keys().unrestricted().findWorkspace("acme").orElseThrow();
            keystile.keys().updateWorkspace(SYSTEM, acme.withPlan(plan));
        }
        workspaceAlerts = WorkspaceAlerts.builder(alertSettings, store)
                .webhooks(new byte[32])
                .mailer(mailer)
                .start();
        ConsoleBuilder builder = Console.builder(
                        keystile.keys(), new TestUsers(acting.record().id()))
                .environments("staging", "live")
                .permissions(
                        PermissionChoice.of("flows:read", "See flows"),
                        PermissionChoice.of("flows:execute", "Run flows"),
                        PermissionChoice.of("reports:read", "See reports"))
                .title("Acme Cloud")
                .usage(meter)
                .requests(recent)
                .alerts(alerts)
                .alertSettings(workspaceAlerts)
                .clock(clock);
        options.accept(builder);
        console = builder.build();
    }

    IssuedKey issue(String workspace, String name, String... permissions) {
        return keystile.keys()
                .issue(SYSTEM, workspace, "live", ApiKeySettings.named(name).withPermissions(permissions));
    }

    /** Returns whether a key is disabled now. */
    boolean isDisabled(IssuedKey key) {
        return keystile.keys()
                        .unrestricted()
                        .find(key.record().id())
                        .orElseThrow()
                        .status()
                == KeyStatus.DISABLED;
    }

    /** Returns the number of keys of a workspace. */
    int count(String workspace) {
        return keystile.keys()
                .unrestricted()
                .list(KeyQuery.ofWorkspace(workspace))
                .size();
    }

    /** Notes a use of a key in the store. */
    void use(IssuedKey key, Instant at) {
        store.touch(Map.of(key.record().id(), new LastUse(at, IpAddress.parse("203.0.113.7"))));
    }

    /** Calls the API with a key. */
    void call(String key, String permission) {
        call(key, permission, "acme-exporter/2.1");
    }

    /** Calls the API with a key from a program that names itself. */
    void call(String key, String permission, String userAgent) {
        keystile.authenticator().decide(new AuthRequest() {
            @Override
            public Requirement requirement() {
                return Requirement.permission(permission);
            }

            @Override
            public String peerAddress() {
                return "203.0.113.7";
            }

            @Override
            public String method() {
                return "POST";
            }

            @Override
            public String path() {
                return "/v1/flows";
            }

            @Override
            public boolean secure() {
                return true;
            }

            @Override
            public List<String> headers(String name) {
                return switch (name) {
                    case "Authorization" -> List.of("Bearer " + key);
                    case "User-Agent" -> List.of(userAgent);
                    default -> List.of();
                };
            }
        });
    }

    @Override
    public void close() {
        keystile.close();
        workspaceAlerts.close();
    }
}
