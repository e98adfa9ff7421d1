package io.keystile.console;

import io.keystile.admin.ApiKeys;
import io.keystile.console.views.Link;
import io.keystile.key.ApiKeyFormat;
import io.keystile.monitoring.accesslog.RecentDecisions;
import io.keystile.monitoring.alerts.AlertStore;
import io.keystile.monitoring.alerts.WorkspaceAlerts;
import io.keystile.monitoring.usage.UsageMeter;
import io.keystile.monitoring.usage.UsageStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Builds a {@link Console}. Used by one thread. */
@SuppressWarnings("exports") // whoever uses its methods with types of keystile-monitoring has that module
public final class ConsoleBuilder {
    private static final Pattern ORIGIN = Pattern.compile("https?://[A-Za-z0-9.\\[\\]:-]+");

    private final ApiKeys keys;
    private final ConsoleUsers users;
    private final Set<String> environments = new LinkedHashSet<>();
    private final List<PermissionChoice> permissions = new ArrayList<>();
    private String title = "API keys";
    private @Nullable Link back;
    private @Nullable String login;
    private @Nullable String stylesheet;
    private @Nullable PageLayout layout;
    private final Set<String> resourceOrigins = new TreeSet<>();
    private String exampleUrl = "https://api.example.com/";
    private final Set<String> trustedOrigins = new TreeSet<>();
    private boolean framedBySameOrigin;
    private boolean lastUses = true;
    private @Nullable UsageMeter meter;
    private @Nullable UsageStore usageStore;
    private @Nullable Requests requests;
    private @Nullable AlertStore alertStore;
    private @Nullable WorkspaceAlerts workspaceAlerts;
    private InstantSource clock = InstantSource.system();

    ConsoleBuilder(ApiKeys keys, ConsoleUsers users) {
        this.keys = keys;
        this.users = users;
    }

    /**
     * Offers these environments for new keys, in this order. At least one is required.
     *
     * @throws IllegalArgumentException if one cannot occur in a key
     */
    public ConsoleBuilder environments(String... names) {
        for (String name : names) {
            environments.add(ApiKeyFormat.requireEnvironment(name));
        }
        return this;
    }

    /**
     * Offers these permissions as checkboxes, to everybody who can grant them. Without any, the forms have a text field
     * for permissions.
     */
    public ConsoleBuilder permissions(PermissionChoice... choices) {
        permissions.addAll(Arrays.asList(choices));
        return this;
    }

    /** Shows this title on every page, for example the name of the product; {@code API keys} by default. */
    public ConsoleBuilder title(String text) {
        this.title = text;
        return this;
    }

    /** Shows a link on every page that leads back to the application. */
    public ConsoleBuilder backLink(String href, String text) {
        this.back = new Link(href, text);
        return this;
    }

    /**
     * Sends people who are not logged in to this address, with the page that they wanted as the parameter {@code
     * return}. That parameter is the path as this server saw it. Anybody can write another one into a link, so send
     * people there only if it begins with the console's own path, for example {@code /settings/api-keys/}. Without an
     * address, the console says that one has to sign in.
     */
    public ConsoleBuilder login(String url) {
        this.login = url;
        return this;
    }

    /**
     * Adds the application's stylesheet to every page, after the console's own. It may set the CSS properties that
     * docs/console.md names, such as {@code --ks-accent}. The Content-Security-Policy allows addresses of the same
     * origin only.
     */
    public ConsoleBuilder stylesheet(String href) {
        this.stylesheet = href;
        return this;
    }

    /**
     * Puts every page into the application's own, refusals and errors too. The console's header, with {@link #backLink}
     * and the name of the user, is left out.
     */
    public ConsoleBuilder layout(PageLayout pageLayout) {
        this.layout = pageLayout;
        return this;
    }

    /**
     * Allows pages to load scripts, stylesheets, images and fonts from these origins; by default only from their own.
     * A script from there can read what a page shows, also a new key.
     *
     * @param origins for example {@code https://assets.example.com}
     * @throws IllegalArgumentException if one is no origin
     */
    public ConsoleBuilder resourceOrigins(String... origins) {
        for (String origin : origins) {
            resourceOrigins.add(requireOrigin(origin));
        }
        return this;
    }

    /** Shows this address in the examples of how to send a key; options of curl may stand before it. */
    public ConsoleBuilder exampleUrl(String url) {
        this.exampleUrl = url;
        return this;
    }

    /**
     * Accepts forms from these origins, besides the request's own. Needed only behind a proxy that changes the {@code
     * Host} header, for browsers that send no {@code Sec-Fetch-Site}.
     *
     * @param origins for example {@code https://app.example.com}
     * @throws IllegalArgumentException if one is no origin
     */
    public ConsoleBuilder trustedOrigins(String... origins) {
        for (String origin : origins) {
            trustedOrigins.add(requireOrigin(origin));
        }
        return this;
    }

    private static String requireOrigin(String text) {
        if (!ORIGIN.matcher(text).matches()) {
            throw new IllegalArgumentException("An origin is a scheme, a host and perhaps a port, for example"
                    + " \"https://app.example.com\"; got \"" + text + "\"");
        }
        return text.toLowerCase(Locale.ROOT);
    }

    /** Allows pages of the same origin to show the console in a frame; by default no page may. */
    public ConsoleBuilder framedBySameOrigin() {
        this.framedBySameOrigin = true;
        return this;
    }

    /**
     * Says nothing of when keys were last used, and offers no overlap until the first use: for applications {@linkplain
     * io.keystile.KeystileBuilder#withoutLastUse without last uses}, where all keys would look unused.
     */
    public ConsoleBuilder withoutLastUse() {
        this.lastUses = false;
        return this;
    }

    /** Shows what this meter has counted: the calls of this node since its start. */
    public ConsoleBuilder usage(UsageMeter meter) {
        this.meter = meter;
        return this;
    }

    /** Shows hours and days from this store, which has the calls of all nodes. */
    public ConsoleBuilder usage(UsageStore store) {
        this.usageStore = store;
        return this;
    }

    /** Shows the last calls that this node has seen. */
    public ConsoleBuilder requests(RecentDecisions decisions) {
        this.requests = new Requests(decisions);
        return this;
    }

    /** Shows the incidents of this store: those of a key, of a workspace, and to operators all. */
    public ConsoleBuilder alerts(AlertStore store) {
        this.alertStore = store;
        return this;
    }

    /** Lets people who manage the keys of a workspace set up its alerts, and send tests; needs {@link #alerts}. */
    public ConsoleBuilder alertSettings(WorkspaceAlerts settings) {
        this.workspaceAlerts = settings;
        return this;
    }

    /** Reads the time of day from {@code clock}; for tests. */
    public ConsoleBuilder clock(InstantSource clock) {
        this.clock = clock;
        return this;
    }

    /**
     * Builds the console.
     *
     * @throws IllegalStateException if no environment is offered, or alerts are set up that are not shown
     */
    public Console build() {
        if (environments.isEmpty()) {
            throw new IllegalStateException(
                    "No environment is offered; name at least one, for example .environments(\"live\")");
        }
        if (workspaceAlerts != null && alertStore == null) {
            throw new IllegalStateException("Alerts can be set up, but not be seen; call .alerts(store)");
        }
        Alerts alerts = alertStore == null ? null : new Alerts(alertStore, workspaceAlerts);
        Usages usage = meter == null && usageStore == null ? null : new Usages(meter, usageStore);
        return new Console(new ConsoleSettings(
                keys,
                users,
                List.copyOf(environments),
                List.copyOf(permissions),
                title,
                back,
                login,
                stylesheet,
                layout,
                Set.copyOf(resourceOrigins),
                exampleUrl,
                Set.copyOf(trustedOrigins),
                framedBySameOrigin,
                lastUses,
                usage,
                requests,
                keys.unrestricted().keepsAudit(),
                alerts,
                clock));
    }
}
