package io.keystile.servlet;

import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.adapter.Routes;
import io.keystile.admin.ApiKeys;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.Pepper;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.JsonFileApiKeyStore;
import io.keystile.store.StoreException;
import io.keystile.store.StoreFacts;
import io.keystile.testkit.Answer;
import io.keystile.testkit.TestKeys;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.Enumeration;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
    private static final byte[] SECRET = "Zq7vN2xW9rT4kLs8bYp3dHc6mGf1jEu5".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder = Path.of("");

    private String key = "";
    private String keyOfAnotherService = "";

    @BeforeEach
    void issueAKey() throws IOException {
        Files.writeString(folder.resolve("pepper"), Base64.getEncoder().encodeToString(SECRET) + "\n");
        try (JsonFileApiKeyStore store = JsonFileApiKeyStore.open(folder.resolve("keys.json"))) {
            ApiKeys keys = new ApiKeys(
                    store,
                    ApiKeyFormat.ofBrand("acme"),
                    SecretHasher.peppered(Pepper.of(1, SECRET)),
                    Plans.of(Plan.of("basic", RateLimit.perMinute(5))));
            keys.createWorkspace(TestKeys.ADMIN, WorkspaceRecord.of("team", "basic"));
            key = keys.issue(
                            TestKeys.ADMIN,
                            "team",
                            "live",
                            ApiKeySettings.named("test")
                                    .withPermissions("flows:read")
                                    .withServices("billing"))
                    .reveal();
            keyOfAnotherService = keys.issue(
                            TestKeys.ADMIN,
                            "team",
                            "live",
                            ApiKeySettings.named("other").withServices("crm"))
                    .reveal();
        }
    }

    private String complete() {
        return """
            {
              "store": "%s",
              "brand": "acme",
              "environments": ["live", "test"],
              "realm": "acme api",
              "apiKeyHeader": "Acme-Key",
              "trustedProxies": ["10.0.0.0/8", "192.0.2.1"],
              "forwardingHeader": "X-Forwarded-For",
              "insecurelyAllowClearText": true,
              "peppers": [{"version": 1, "file": "%s"}],
              "plans": [
                {
                  "name": "basic",
                  "limits": [{"name": "per-hour", "permits": 50, "window": "PT1H"}],
                  "allowlists": true
                }
              ],
              "publicPaths": ["/health", "/docs/**"],
              "routes": [
                {"method": "POST", "path": "/flows/*/execute", "permissions": ["flows:execute"], "cost": 5},
                {"path": "/reports", "cost": 20}
              ],
              "corsPreflight": true,
              "legacyQuotaHeaders": true,
              "services": ["billing"]
            }
            """.formatted(folder.resolve("keys.json"), folder.resolve("pepper"));
    }

    private static FilterHolder holder(String location) {
        FilterHolder holder = new FilterHolder(ApiKeyFilter.class);
        holder.setInitParameter("keystile.config", location);
        return holder;
    }

    private static TestServer server(FilterHolder holder) {
        return new TestServer(holder, UriCompliance.DEFAULT).serve("/*", "resource");
    }

    @Test
    void filterIsConfiguredByTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("keystile.json"), complete());
        try (TestServer server = server(holder(file.toString())).start()) {
            assertThat(server.get("/health").status()).isEqualTo(200);
            assertThat(server.get("/docs/a/b").status()).isEqualTo(200);
            assertThat(server.get("/", bearer(keyOfAnotherService)).problemType())
                    .endsWith(":wrong-service");
            assertThat(server.get("/").header("WWW-Authenticate"))
                    .contains("ApiKey realm=\"acme api\", header=\"Acme-Key\"");
            assertThat(server.send("POST", "/flows/1/execute", bearer(key)).status())
                    .isEqualTo(403);
            Answer granted = server.get("/", "Acme-Key: " + key, "Via: clear text");
            assertThat(granted.status()).isEqualTo(200);
            assertThat(granted.header("RateLimit-Policy")).containsExactly("\"per-hour\";q=50;w=3600");
            assertThat(granted.header("X-RateLimit-Remaining")).containsExactly("49");
            assertThat(server.get("/reports", bearer(key)).header("X-RateLimit-Remaining"))
                    .containsExactly("29");
            assertThat(server.send("OPTIONS", "/", "Origin: x", "Access-Control-Request-Method: GET")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void defaultsAreSafe() throws IOException {
        Path file = Files.writeString(
                folder.resolve("keystile.json"), """
                {
                  "store": "%s",
                  "brand": "acme",
                  "environments": ["live"],
                  "services": ["billing", "crm"],
                  "peppers": [{"version": 1, "file": "%s"}],
                  "plans": [{"name": "basic", "limits": [{"name": "a", "permits": 9, "window": "PT1S"}]}]
                }
                """.formatted(folder.resolve("keys.json"), folder.resolve("pepper")));
        try (TestServer server = server(holder(file.toString())).start()) {
            assertThat(server.get("/health").status()).isEqualTo(401);
            assertThat(server.send("OPTIONS", "/", "Origin: x", "Access-Control-Request-Method: GET")
                            .status())
                    .isEqualTo(401);
            assertThat(server.get("/", bearer(key), "X-Forwarded-For: 10.0.0.1").status())
                    .isEqualTo(403);
            assertThat(server.get("/", bearer(key)).header("X-RateLimit-Limit")).isEmpty();
            assertThat(server.get("/", "X-API-Key: " + key).status()).isEqualTo(200);
        }
    }

    @Test
    void fileMayBeAResourceOfTheWebApplicationOrTheClassPath() throws IOException {
        Files.createDirectories(folder.resolve("WEB-INF/classes"));
        Files.writeString(folder.resolve("WEB-INF/keystile.json"), complete());
        Files.writeString(folder.resolve("WEB-INF/classes/acme.json"), complete());
        for (String location : new String[] {"/WEB-INF/keystile.json", "classpath:acme.json"}) {
            TestServer server = server(holder(location));
            server.context.setBaseResourceAsPath(folder);
            server.context.setClassLoader(classLoader());
            try (server) {
                assertThat(server.start().get("/", bearer(key)).status()).isEqualTo(200);
            }
        }
    }

    private ClassLoader classLoader() throws IOException {
        return new URLClassLoader(
                new URL[] {folder.resolve("WEB-INF/classes").toUri().toURL()},
                getClass().getClassLoader());
    }

    @Test
    void destroyClosesTheStoreThatInitOpened() throws Exception {
        Path file = Files.writeString(folder.resolve("keystile.json"), complete());
        ConfiguredGate opened = ConfiguredGate.open(file.toString(), context());
        assertThat(opened.store().workspaces()).hasSize(1);

        opened.close();

        assertThatThrownBy(() -> opened.store().workspaces()).isInstanceOf(StoreException.class);
    }

    @Test
    void destroyDoesNotCloseTheAuthenticatorOfTheApplication() throws Exception {
        TestKeys keys = new TestKeys();
        ApiKeyFilter filter = new ApiKeyFilter(keys.authenticator().build(), Routes.protectAll());
        try (TestServer server = new TestServer(filter).serve("/*", "resource").start()) {
            filter.destroy();

            assertThat(server.get("/", bearer(keys.issue())).status()).isEqualTo(200);
        }
    }

    @Test
    void destroyedFilterAdmitsNoRequest() throws Exception {
        Path file = Files.writeString(folder.resolve("keystile.json"), complete());
        ApiKeyFilter filter = new ApiKeyFilter();
        filter.init(config(file.toString()));
        filter.destroy();
        filter.destroy();

        try (TestServer server = new TestServer(new ApiKeyFilter(
                        new TestKeys().authenticator().build(),
                        Routes.protectAll().open("/**")))
                .serve(
                        "/*",
                        (request, response) -> filter.doFilter(
                                request, response, (req, res) -> res.getWriter().print("reached")))
                .start()) {
            Answer answer = server.get("/", bearer(key));

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).doesNotContain("reached");
        }
    }

    @Test
    void missingInitParameterIsRejected() {
        assertThatThrownBy(() -> new ApiKeyFilter().init(config(null)))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("Set the init parameter keystile.config");
    }

    @Test
    void initParameterInAdditionToAnAuthenticatorIsRejected() {
        ApiKeyFilter filter = new ApiKeyFilter(new TestKeys().authenticator().build(), Routes.protectAll());

        assertThatThrownBy(() -> filter.init(config("/WEB-INF/keystile.json")))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("leave out the init parameter");
    }

    @ParameterizedTest
    @CsvSource({"/nowhere/keystile.json", "classpath:nowhere.json", "/WEB-INF/nowhere.json"})
    void missingFileIsRejected(String location) {
        assertThatThrownBy(() -> new ApiKeyFilter().init(config(location)))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("There is no " + location)
                .hasMessageContaining("a path on disk, classpath:<resource>, or /WEB-INF/<resource>");
    }

    /**
     * Each row replaces one text of the complete file, and expects the start of the message. 3:12 stands for line 3,
     * column 12.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
                    "brand" | "brant" | 3:12 brant: this version of the library has no such property; write one of store
                    "acme", | "Acme!", | 3:12 brand: A brand has 2 to 16 lower-case letters
                    "acme", | 7, | 3:12 brand: write a text
                    "brand": "acme", | | 1:1 add the property "brand"
                    "store": " | "store": "\\u0000 | 2:12 store: write the path of a file
                    ["live", "test"] | [] | 4:19 environments: name the environments
                    ["live", "test"] | "live" | 4:19 environments: write a list
                    "test"] | "x"] | 4:28 environments[1]: An environment has 2 to 12
                    "acme api" | "\\u00e9" | 5:12 realm: A realm has 1 to 64
                    "acme api" | " " | 5:12 realm: write a text that is not blank
                    "Acme-Key" | "Authorization" | 6:19 apiKeyHeader: The API-key header is a field name
                    192.0.2.1 | 192.0.2.01 | 7:36 trustedProxies[1]: Not a CIDR block
                    "10.0.0.0/8" | "0.0.0.0/0" | 7:21 trustedProxies: Trusted proxies include 0.0.0.0/0, which is wider
                    "forwardingHeader": "X-Forwarded-For", | | 1:1 trustedProxies and forwardingHeader go together
                    "X-Forwarded-For" | "X-Real-IP" | 8:23 forwardingHeader: write the one header
                    ClearText": true | ClearText": "yes" | 9:31 insecurelyAllowClearText: write true or false
                    "version": 1 | "version": 0 | 10:27 peppers[0].version: write 1 for the first pepper
                    "file": | "secret": | 10:40 peppers[0].secret: this version of the library has no such property
                    "basic" | "Basic" | 12:5 plans[0]: A plan's name
                    "permits": 50 | "permits": 0 | 14:18 plans[0].limits[0]: limit "per-hour" has 0 permits
                    "permits": 50 | "permits": 1.5 | 14:50 plans[0].limits[0].permits: write a whole number
                    "window": "PT1H" | "windowSeconds": 3600 | 14:71 plans[0].limits[0].windowSeconds: this version
                    /docs/** | docs | 18:30 publicPaths[1]: Not a path pattern
                    "POST" | "post" | 20:5 routes[0]: A route is a path, or a method in upper case
                    "flows:execute" | "flows execute" | 20:68 routes[0].permissions[0]: A permission is
                    "cost": 20 | "cost": -1 | 21:34 routes[1].cost: A call costs 0 to
                    "cost": 20 | "cost": 4294967297 | 21:34 routes[1].cost: A call costs 0 to
                    "cost": 20 | "keyOptional": 1 | 21:41 routes[1].keyOptional: write true or false
                    "path": "/reports" | "paths": "/reports" | 21:15 routes[1].paths: this version of the library has no
                    "realm" | "brand" | 5:3 brand: this property stands here twice
                    "acme", | "acme" | 4:3 this is not JSON
                    """)
    void mistakeIsReportedWithItsPlaceAndACorrection(String text, @Nullable String replacement, String message)
            throws IOException {
        String mistaken = complete().replace(text, replacement == null ? "" : replacement);
        assertThat(mistaken).isNotEqualTo(complete());
        Path file = Files.writeString(folder.resolve("keystile.json"), mistaken);
        String expected = message.replaceFirst("^(\\d+):(\\d+) ", "line $1, column $2: ");

        assertThatThrownBy(() -> new ApiKeyFilter().init(config(file.toString())))
                .isInstanceOf(ServletException.class)
                .hasMessageStartingWith("The configuration " + file + " is refused: " + expected);
    }

    @Test
    void keyIsOptionalAndOtherTokensAreIgnoredWhereTheFileSaysSo() throws IOException {
        String other = complete()
                .replace("\"cost\": 20", "\"cost\": 20, \"keyOptional\": true")
                .replace("\"realm\"", "\"ignoreOtherBearerTokens\": true, \"realm\"");
        Path file = Files.writeString(folder.resolve("keystile.json"), other);
        try (TestServer server = server(holder(file.toString())).start()) {
            assertThat(server.get("/reports").status()).isEqualTo(200);
            assertThat(server.get("/reports", bearer("a.b.c")).status()).isEqualTo(200);
            assertThat(server.get("/reports", bearer("acme_live_x")).status()).isEqualTo(401);
            assertThat(server.get("/reports", bearer(key)).header("RateLimit"))
                    .singleElement()
                    .asString()
                    .contains("r=30");
            assertThat(server.get("/other", bearer("a.b.c")).body()).contains("key-required");
        }
    }

    @Test
    void formerSpellingOfALimitIsRejectedWithTheNewOne() throws IOException {
        String former = complete().replace("\"window\": \"PT1H\"", "\"windowSeconds\": 3600");
        Path file = Files.writeString(folder.resolve("keystile.json"), former);

        assertThatThrownBy(() -> new ApiKeyFilter().init(config(file.toString())))
                .hasMessageEndingWith("limits[0].windowSeconds: this version of the library has no such property;"
                        + " write for example {\"name\": \"per-minute\", \"permits\": 100, \"window\": \"PT1M\"}");
    }

    @Test
    void missingStoreIsRejectedUnlessItMayBeCreated() throws Exception {
        Path absent = folder.resolve("absent.json");
        String elsewhere = complete().replace(folder.resolve("keys.json").toString(), absent.toString());
        Path file = Files.writeString(folder.resolve("keystile.json"), elsewhere);
        assertThatThrownBy(() -> new ApiKeyFilter().init(config(file.toString())))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("line 2, column 12: store: There is no key file " + absent)
                .hasMessageContaining("write \"createStore\": true to start without keys");
        assertThat(absent).doesNotExist();

        Files.writeString(file, elsewhere.replace("\"brand\"", "\"createStore\": true, \"brand\""));
        ApiKeyFilter filter = new ApiKeyFilter();
        filter.init(config(file.toString()));
        filter.destroy();
    }

    @Test
    void configurationThatIsNotUtf8IsRejectedWithThePlace() throws IOException {
        Path file = Files.write(
                folder.resolve("keystile.json"),
                complete().replace("acme api", "\u00e4").getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> new ApiKeyFilter().init(config(file.toString())))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("line 5, column 13: this character is not UTF-8; save the text in UTF-8");
    }

    @Test
    void storeOfAnotherBrandIsRejected() throws IOException {
        try (JsonFileApiKeyStore store = JsonFileApiKeyStore.open(folder.resolve("keys.json"))) {
            assertThat(store.replaceFacts(null, new StoreFacts("pk", Collections.emptySortedMap())))
                    .isTrue();
        }
        Path file = Files.writeString(folder.resolve("keystile.json"), complete());
        assertThatThrownBy(() -> new ApiKeyFilter().init(config(file.toString())))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("have the brand \"pk\", but \"acme\" is configured");
    }

    @Test
    void contentAfterTheDocumentIsRejected() throws IOException {
        Path file = Files.writeString(folder.resolve("keystile.json"), complete() + "{}");

        assertThatThrownBy(() -> new ApiKeyFilter().init(config(file.toString())))
                .hasMessageContaining("the text must end here");
    }

    private static ServletContext context() {
        ServletContextHandler handler = new ServletContextHandler();
        handler.setClassLoader(ConfigurationTest.class.getClassLoader());
        return handler.getServletContext();
    }

    private static FilterConfig config(@Nullable String location) {
        return new FilterConfig() {
            @Override
            public String getFilterName() {
                return "keystile";
            }

            @Override
            public ServletContext getServletContext() {
                return context();
            }

            @Override
            public @Nullable String getInitParameter(String name) {
                return name.equals("keystile.config") ? location : null;
            }

            @Override
            public Enumeration<String> getInitParameterNames() {
                return Collections.enumeration(Collections.singleton("keystile.config"));
            }
        };
    }
}
