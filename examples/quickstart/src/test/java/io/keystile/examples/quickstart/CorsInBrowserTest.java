package io.keystile.examples.quickstart;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Keystile;
import io.keystile.adapter.Routes;
import io.keystile.admin.Actor;
import io.keystile.admin.IssuedKey;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.InMemoryApiKeyStore;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * Pages in Chromium call an API that has the filters of docs/browsers.md. Skipped where there is no Chromium, unless
 * {@code -Dkeystile.browser=required}. The names of the pages' origins lead to a server of the test, with TLS.
 */
class CorsInBrowserTest {
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");
    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path folder;

    private static final Server PAGES = new Server();
    private static @Nullable ChromeDriver browser;

    /** What answers calls of the API. */
    enum Api {
        SERVLETS {
            @Override
            void addTo(ServletContextHandler handler, Keystile keystile) {
                Routes routes = Routes.protectAll().require("POST /flows/*/execute", "flows:execute");
                handler.addServletContainerInitializer(
                        (classes, context) -> GuideSnippets.wire(context, keystile, routes));
                handler.addServlet(new ServletHolder(new FlowServlet()), "/flows/*");
            }
        },
        JERSEY {
            @Override
            void addTo(ServletContextHandler handler, Keystile keystile) {
                ResourceConfig application = new ResourceConfig(FlowResource.class);
                GuideSnippets.register(application, keystile);
                handler.addServlet(new ServletHolder(new ServletContainer(application)), "/*");
            }
        };

        abstract void addTo(ServletContextHandler handler, Keystile keystile);
    }

    @BeforeAll
    static void startBrowser() throws Exception {
        Optional<Path> chromium = onPath("chromium");
        Optional<Path> chromedriver = onPath("chromedriver");
        if (chromium.isEmpty() || chromedriver.isEmpty()) {
            String message = "chromium and chromedriver are not on the PATH";
            assertThat(System.getProperty("keystile.browser", "")).as(message).isNotEqualTo("required");
            Assumptions.abort(message);
        }
        int port = servePages();
        SELENIUM.setLevel(Level.SEVERE); // it warns that it lacks classes for this version, which are not needed
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.get().toString());
        options.setAcceptInsecureCerts(true);
        String server = " 127.0.0.1:" + port;
        options.addArguments(
                "--headless=new",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--host-resolver-rules=MAP app.example.com:443" + server + ", MAP evil.example:443" + server
                        + ", MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost");
        if ("root".equals(System.getProperty("user.name"))) {
            options.addArguments("--no-sandbox"); // Chromium refuses to start as root with it
        }
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(chromedriver.get().toFile())
                        .usingAnyFreePort()
                        .withSilent(true)
                        .build(),
                options);
        browser.manage().timeouts().scriptTimeout(Duration.ofSeconds(10));
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(requireNonNull(System.getenv("PATH")).split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Serves an empty page with TLS and returns the port. */
    private static int servePages() throws Exception {
        Path store = folder.resolve("tls.p12");
        List<String> keytool = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        assertThat(new ProcessBuilder(keytool).start().waitFor()).isZero();
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStorePath(store.toString());
        tls.setKeyStorePassword(PASSWORD);
        ServerConnector connector = new ServerConnector(PAGES, tls);
        connector.setHost("127.0.0.1");
        PAGES.addConnector(connector);
        PAGES.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.getHeaders().put("Content-Type", "text/html");
                Content.Sink.write(response, true, "<!DOCTYPE html><title>page</title>", callback);
                return true;
            }
        });
        PAGES.start();
        return connector.getLocalPort();
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.quit();
        }
        PAGES.stop();
    }

    @ParameterizedTest
    @EnumSource
    void aPageOfTheOriginReadsEveryOutcomeAndAPageOfAnotherOriginNone(Api api) throws Exception {
        try (Keystile keystile = Keystile.builder(new InMemoryApiKeyStore(), "pk")
                .environments("live")
                .plans(Plans.standard().with(Plan.of("free", RateLimit.perMinute(1))))
                .build()) {
            String key = issue(keystile, "acme", "flows:execute").reveal();
            String reading = issue(keystile, "globex", "flows:read").reveal();
            ServletContextHandler handler = new ServletContextHandler("/");
            api.addTo(handler, keystile);
            Server server = new Server();
            ServerConnector connector = new ServerConnector(server);
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            server.setHandler(handler);
            server.start();
            try {
                String flow = "http://localhost:" + connector.getLocalPort() + "/flows/f1/execute";
                ChromeDriver page = requireNonNull(browser);

                page.get("https://evil.example/");
                assertThat(call(page, flow, key)).isEqualTo("TypeError: Failed to fetch");
                assertThat(call(page, flow, "none")).isEqualTo("TypeError: Failed to fetch");

                page.get("https://app.example.com/");
                assertThat(call(page, flow, key)).isEqualTo("200 completed RateLimit RateLimit-Policy");
                assertThat(call(page, flow, key)).isEqualTo("429 429 RateLimit RateLimit-Policy Retry-After");
                assertThat(call(page, flow, "none")).isEqualTo("401 401 WWW-Authenticate");
                assertThat(call(page, flow, reading)).isEqualTo("403 403 WWW-Authenticate");
            } finally {
                server.stop();
            }
        }
    }

    private static IssuedKey issue(Keystile keystile, String workspace, String permission) {
        return keystile.keys()
                .createWorkspace(
                        Actor.system("test"),
                        WorkspaceRecord.of(workspace, "free"),
                        "live",
                        ApiKeySettings.named("page").withPermissions(permission));
    }

    /** Calls the API from the page that is open and returns what its script can read, or the error. */
    private static String call(ChromeDriver page, String flow, String key) {
        Object read = page.executeAsyncScript("""
            const [url, key, done] = arguments;
            const call = async () => {
              const response = await fetch(url, {
                method: "POST",
                headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
                body: "{}",
              });
              const read = ["RateLimit", "RateLimit-Policy", "Retry-After", "WWW-Authenticate"]
                .filter((name) => response.headers.has(name));
              const body = await response.json();
              return [response.status, body.status, ...read].join(" ");
            };
            call().then(done, (error) => done(String(error)));\
            """, flow, key);
        return String.valueOf(read);
    }
}
