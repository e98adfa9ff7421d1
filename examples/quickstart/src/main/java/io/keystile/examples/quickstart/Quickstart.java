package io.keystile.examples.quickstart;

import io.keystile.Keystile;
import io.keystile.KeystileBuilder;
import io.keystile.micrometer.KeystileMetrics;
import io.keystile.monitoring.accesslog.AccessLog;
import io.keystile.monitoring.accesslog.AccessLogSettings;
import io.keystile.monitoring.accesslog.RecentDecisions;
import io.keystile.monitoring.alerts.AlertMonitor;
import io.keystile.monitoring.alerts.AlertRecorder;
import io.keystile.monitoring.alerts.AlertSettings;
import io.keystile.monitoring.alerts.AlertStore;
import io.keystile.monitoring.alerts.InMemoryAlertSettingsStore;
import io.keystile.monitoring.alerts.InMemoryAlertStore;
import io.keystile.monitoring.alerts.LoggedAlerts;
import io.keystile.monitoring.alerts.WorkspaceAlerts;
import io.keystile.monitoring.alerts.rules.DeniedOverall;
import io.keystile.monitoring.alerts.rules.UnknownIds;
import io.keystile.monitoring.usage.UsageMeter;
import io.keystile.ratelimit.SlidingWindowRateLimiter;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.JsonFileApiKeyStore;
import io.keystile.store.StoreException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;

/** A server with flows that require a key, and a public health page. */
final class Quickstart {
    private static final int EVENTS = 10_000;
    private static final long LOG_BYTES = 10_000_000;
    private static final int LOG_FILES = 5;
    private static final int KEYS_WITH_SERIES = 100;

    private final SharedRedis redis;
    private final ReplayClock clock = new ReplayClock();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final UsageMeter usage = new UsageMeter(clock, UsageMeter.DEFAULT_MAX_KEYS);
    private final RecentDecisions requests = new RecentDecisions(AccessLogSettings.standard());
    private final AlertStore alerts = new InMemoryAlertStore();
    private final AlertRecorder alertRecorder = AlertRecorder.start(alerts);
    private final WorkspaceAlerts workspaceAlerts;
    private final Keystile keystile;
    final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    private Quickstart(Settings settings, ApiKeyStore store, SharedRedis redis) {
        this.redis = redis;
        if (settings.demo()) {
            clock.standAt(clock.start().minus(Duration.ofHours(1)));
        }
        KeystileMetrics metrics =
                KeystileMetrics.builder(registry).keyTag(KEYS_WITH_SERIES).build();
        AccessLog accessLog = AccessLog.toFile(
                settings.data().resolve("access.log"), LOG_BYTES, LOG_FILES, AccessLogSettings.standard());
        workspaceAlerts = workspaceAlerts(store);
        KeystileBuilder builder = Keystile.builder(metrics.timed(store), SampleKeys.BRAND)
                .environments(SampleKeys.ENVIRONMENT)
                .plans(settings.plans())
                .clock(clock)
                .rateLimiter(new SlidingWindowRateLimiter(clock::nanoTime))
                .inlineListener(metrics)
                .inlineListener(usage)
                .listener(accessLog, EVENTS)
                .listener(requests, EVENTS)
                .listener(workspaceAlerts, EVENTS)
                .listener(alertMonitor(), EVENTS);
        redis.share(builder);
        keystile = builder.build();
        metrics.watch(keystile);
        metrics.watch(accessLog);
        connector.setPort(settings.port());
        server.addConnector(connector);
    }

    private void serve() throws Exception {
        connector.open(); // binds the port, so that the console can show it
        server.setHandler(new ContextHandlerCollection(
                Apis.servlets(keystile, registry),
                Apis.rest(keystile),
                ConsolePages.of(
                        keystile,
                        usage,
                        requests,
                        alerts,
                        workspaceAlerts,
                        clock,
                        URI.create(uri() + "/flows/f1/execute"))));
        server.start();
    }

    /** Detects misuse of keys, as it is set up in the console. */
    private WorkspaceAlerts workspaceAlerts(ApiKeyStore store) {
        WorkspaceAlerts watch = WorkspaceAlerts.builder(new InMemoryAlertSettingsStore(), store)
                .listener(new LoggedAlerts())
                .listener(alertRecorder)
                .mailer(new LoggedMail())
                .start();
        watch.save("setup", AlertSettings.none(SampleKeys.WORKSPACE).withEmails(List.of("you@example.com")));
        return watch;
    }

    /** Detects misuse that is no workspace's. */
    private AlertMonitor alertMonitor() {
        return AlertMonitor.builder()
                .rule(new UnknownIds())
                .rule(new DeniedOverall())
                .listener(new LoggedAlerts())
                .listener(alertRecorder)
                .build();
    }

    /** Starts the server. Once its port is bound, prints the keys, or their ids, to {@code out}. */
    static Quickstart start(Settings settings, PrintStream out) throws Exception {
        SharedRedis redis = SharedRedis.of(settings);
        ApiKeyStore store = JsonFileApiKeyStore.open(settings.data().resolve("keys.json"));
        Quickstart quickstart = new Quickstart(settings, store, redis);
        try {
            quickstart.serve();
            quickstart.issueKeys(settings, store, out);
            return quickstart;
        } catch (Exception e) {
            quickstart.stop();
            throw e;
        }
    }

    private void issueKeys(Settings settings, ApiKeyStore store, PrintStream out) {
        Map<String, String> keys = new SampleKeys(store, settings.plans(), keystile.keys(), clock).issueOrList(out);
        if (settings.demo()) {
            new DemoTraffic(keystile.authenticator(), clock, keys).replay();
        }
    }

    URI uri() {
        return URI.create("http://localhost:" + connector.getLocalPort());
    }

    /** Stops the server. Closes the keys behind it in any case. */
    void stop() throws Exception {
        try (redis;
                alertRecorder;
                workspaceAlerts;
                keystile) {
            server.stop();
        }
    }

    /** Returns what a user can do next. */
    String help() {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        String flow = "/flows/f1/execute";
        String bearer = "-H \"Authorization: Bearer $KEY\" -d '{}' ";
        out.println("ready " + uri() + " (Ctrl-C stops it)");
        out.println(redis.line());
        out.println();
        out.println("KEY=... # one of the keys above; only the first start prints them");
        out.println("# free and free2 are on one plan, so they share its 100 calls a minute");
        out.println("curl -i -X POST " + bearer + uri() + flow);
        out.println("curl -i -X POST -H \"X-API-Key: $KEY\" -d '{}' " + uri() + flow);
        out.println("curl -i -X POST -d '{}' " + uri() + flow);
        out.println("curl -i -X POST " + bearer + uri() + "/rest" + flow);
        out.println("curl -s " + uri() + "/metrics | grep ^keystile");
        out.println("# Settings, API keys, in a browser on this machine: " + uri() + "/console/");
        out.println("curl -i " + uri() + "/health");
        return text.toString();
    }

    /** Runs the server until the process is stopped. */
    public static void main(String[] args) throws InterruptedException {
        Settings settings;
        Quickstart quickstart;
        try {
            Settings given = Settings.of(System.getenv());
            settings = List.of(args).contains("--demo") ? given.withDemo() : given;
            quickstart = start(settings, System.out);
        } catch (IllegalArgumentException | IllegalStateException | StoreException | IOException e) {
            System.err.println("The quickstart cannot start: " + explain(e));
            System.exit(1);
            return;
        } catch (Exception e) {
            throw new IllegalStateException("The quickstart cannot start", e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAtExit(quickstart, settings)));
        System.out.print(quickstart.help());
        System.out.flush();
        quickstart.server.join();
    }

    private static String explain(Exception failure) {
        return failure.getCause() instanceof BindException
                ? failure.getMessage() + "; another program uses this port, so set another one, for example PORT=8081"
                : String.valueOf(failure.getMessage());
    }

    private static void stopAtExit(Quickstart quickstart, Settings settings) {
        try {
            quickstart.stop();
            settings.deleteDemo();
        } catch (Exception e) {
            System.err.println("The quickstart did not stop cleanly: " + e);
        }
    }
}
