package io.keystile.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.keystile.AuthRequest;
import io.keystile.Decision;
import io.keystile.Decision.Denied;
import io.keystile.Keystile;
import io.keystile.Requirement;
import io.keystile.adapter.DenialResponse;
import io.keystile.adapter.HttpResponses;
import io.keystile.adapter.Routes;
import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.SecretHasher;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.servlet.ApiKeyFilter;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.JsonFileApiKeyStore;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares the Java blocks of the guides with compiled code. Runs the Java of docs/proxies.md, docs/browsers.md and
 * docs/containers.md, reads their JSON, and compares the table of denials with decisions. {@link GuidesOnKeysTest} runs
 * the Java of the other guides.
 */
class GuidesTest {
    private static final Path ROOT = Path.of("../..");
    private static final String SNIPPETS =
            "examples/quickstart/src/test/java/io/keystile/examples/quickstart/GuideSnippets.java";
    private static final String ADMIN_SNIPPETS =
            "examples/quickstart/src/test/java/io/keystile/examples/quickstart/AdminGuideSnippets.java";
    private static final ApiKeyFormat FORMAT = ApiKeyFormat.ofBrand("pk");
    private static final String ORIGIN = "https://app.example.com";
    private static final String EXPOSED = "RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate";
    /** The header fields that a page reads of each status. */
    private static final Map<Integer, List<String>> READ_OF_STATUS = Map.of(
            200, List.of("RateLimit", "RateLimit-Policy"),
            401, List.of("WWW-Authenticate"),
            403, List.of("WWW-Authenticate"),
            429, List.of("RateLimit", "RateLimit-Policy", "Retry-After"));

    private static final Line HTTPS = new Line("X-Forwarded-Proto", "https");
    private static final Line CLIENT = new Line("X-Forwarded-For", "203.0.113.7");

    @TempDir
    private Path folder;

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    @AfterEach
    void stopServer() throws Exception {
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docs/proxies.md",
                "docs/browsers.md",
                "docs/containers.md",
                "docs/keys.md",
                "docs/permissions.md",
                "docs/plans.md",
                "docs/streams.md",
                "docs/peppers.md",
                "docs/sign-up.md",
                "docs/own-page.md",
                "docs/own-tables.md"
            })
    void everyJavaBlockIsCompiledCode(String guide) throws IOException {
        List<String> expected = new ArrayList<>();
        List<String> blocks = new ArrayList<>();
        Matcher block = Pattern.compile("(?s)(?:<!-- (\\S+\\.java) -->\\n)?```java\\n(.*?)```")
                .matcher(text(guide));
        while (block.find()) {
            if (block.group(1) == null) {
                blocks.add(withoutIndent(block.group(2)));
            } else {
                assertThat(regions(block.group(1), guide)).contains(withoutIndent(block.group(2)));
            }
        }
        expected.addAll(regions(SNIPPETS, guide));
        expected.addAll(regions(ADMIN_SNIPPETS, guide));

        assertThat(blocks).isNotEmpty().containsExactlyElementsOf(expected);
    }

    /** The rows of "What is denied" in docs/proxies.md, each with the request that it is about. */
    static Stream<Arguments> rowsOfTheProxyGuide() {
        AuthRequest clearHop = request("10.0.1.10", false, CLIENT, HTTPS);
        return Stream.of(
                arguments("nothing", clearHop, "granted", "granted"),
                arguments(
                        "the proxy is not in `trustedProxies`",
                        request("10.0.1.11", false, CLIENT, HTTPS),
                        "403 `https-required`",
                        "403 `https-required`"),
                arguments(
                        "the proxy is not in `trustedProxies`, and connects with TLS",
                        request("10.0.1.11", true, CLIENT, HTTPS),
                        "403 `ip-not-allowed`",
                        "granted"),
                arguments(
                        "`X-Forwarded-For` is missing",
                        request("10.0.1.10", false, HTTPS),
                        "403 `ip-not-allowed`",
                        "granted"),
                arguments(
                        "the last entry is not an address, such as `unknown`",
                        request("10.0.1.10", false, new Line("X-Forwarded-For", "203.0.113.7, unknown"), HTTPS),
                        "403 `ip-not-allowed`",
                        "granted"),
                arguments(
                        "`X-Forwarded-Proto` is missing",
                        request("10.0.1.10", false, CLIENT),
                        "403 `https-required`",
                        "403 `https-required`"),
                arguments(
                        "`X-Forwarded-Proto` is `http`, or one of several values is",
                        request("10.0.1.10", false, CLIENT, new Line("X-Forwarded-Proto", "https, http")),
                        "403 `https-required`",
                        "403 `https-required`"),
                arguments(
                        "`forwardingHeader` names a header that the proxy does not set",
                        request("10.0.1.10", false, new Line("Forwarded", "for=203.0.113.7;proto=https")),
                        "403 `https-required`",
                        "403 `https-required`"),
                arguments(
                        "the header is longer than 8192 characters",
                        request("10.0.1.10", false, new Line("X-Forwarded-For", "203.0.113.7, ".repeat(700)), HTTPS),
                        "403 `https-required`",
                        "403 `https-required`"),
                arguments(
                        "of two proxies, the outer one is not in `trustedProxies`",
                        request("10.0.1.10", false, new Line("X-Forwarded-For", "203.0.113.7, 10.0.9.1"), HTTPS),
                        "403 `ip-not-allowed`",
                        "granted"),
                arguments(
                        "the client is not on the key's allowlist",
                        request("10.0.1.10", false, new Line("X-Forwarded-For", "203.0.113.7, 198.51.100.9"), HTTPS),
                        "403 `ip-not-allowed`",
                        "granted"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rowsOfTheProxyGuide")
    void theProxyGuidesTableSaysWhatIsDenied(String row, AuthRequest request, String bound, String unbound)
            throws IOException {
        InMemoryApiKeyStore store = new InMemoryApiKeyStore();
        String boundKey = issue(store, "live", GuideSnippets.allowlist());
        String unboundKey = issue(store, "live", ApiKeySettings.named("anywhere"));

        try (Keystile keystile = GuideSnippets.behindProxy(store)) {
            assertThat(outcome(keystile, withKey(request, boundKey))).isEqualTo(bound);
            assertThat(outcome(keystile, withKey(request, unboundKey))).isEqualTo(unbound);
        }
        assertThat(text("docs/proxies.md")).contains("| " + row + " | " + bound + " | " + unbound + " |\n");
    }

    /** Behind the CORS filter, a page of its origin can read every outcome; a page of another origin reads none. */
    @Test
    void theCorsFilterLetsItsOriginReadEveryOutcome() throws Exception {
        InMemoryApiKeyStore store = new InMemoryApiKeyStore();
        String executing = issue(store, "live", ApiKeySettings.named("page").withPermissions("flows:execute"));
        String reading = issue(store, "live", ApiKeySettings.named("page").withPermissions("flows:read"));
        try (Keystile keystile = twoCallsAMinute(store)) {
            ServletContextHandler handler = new ServletContextHandler("/");
            handler.addServletContainerInitializer((classes, context) -> GuideSnippets.wire(
                    context, keystile, Routes.protectAll().require("POST /flows/*/execute", "flows:execute")));
            handler.addServlet(new ServletHolder(new OkServlet()), "/*");
            start(handler);

            assertPreflightIsAnswered();
            assertReadable(send(call(ORIGIN, "none")), 401);
            assertReadable(send(call(ORIGIN, reading)), 403);
            assertReadable(send(call(ORIGIN, executing)), 200);
            assertReadable(send(call(ORIGIN, executing)), 200);
            assertReadable(send(call(ORIGIN, executing)), 429);

            assertThat(send(preflight("https://evil.example")).statusCode()).isEqualTo(401);
            assertThat(send(call("https://evil.example", "none")).headers().map())
                    .doesNotContainKey("Access-Control-Allow-Origin");
        }
    }

    /** The order that the guide warns of: a browser then shows a network failure in place of each denial. */
    @Test
    void behindKeystileTheCorsFilterSeesNoDenial() throws Exception {
        InMemoryApiKeyStore store = new InMemoryApiKeyStore();
        String key = issue(store, "live", ApiKeySettings.named("page"));
        try (Keystile keystile = twoCallsAMinute(store)) {
            ServletContextHandler handler = new ServletContextHandler("/");
            handler.addFilter(
                    new FilterHolder(new ApiKeyFilter(keystile, Routes.protectAll())),
                    "/*",
                    ApiKeyFilter.allDispatches());
            handler.addFilter(new FilterHolder(new GuideSnippets.CorsFilter()), "/*", ApiKeyFilter.allDispatches());
            handler.addServlet(new ServletHolder(new OkServlet()), "/*");
            start(handler);

            assertReadable(send(call(ORIGIN, key)), 200);
            assertThat(send(preflight(ORIGIN)).statusCode()).isEqualTo(401);
            assertThat(send(call(ORIGIN, "none")).headers().map()).doesNotContainKey("Access-Control-Allow-Origin");
        }
    }

    @Test
    void routesThatAllowPreflightsLetOnlyPreflightsThrough() throws Exception {
        InMemoryApiKeyStore store = new InMemoryApiKeyStore();
        try (Keystile keystile = twoCallsAMinute(store)) {
            ServletContextHandler handler = new ServletContextHandler("/");
            handler.addFilter(
                    new FilterHolder(new ApiKeyFilter(keystile, GuideSnippets.preflightsPass())),
                    "/*",
                    ApiKeyFilter.allDispatches());
            handler.addServlet(new ServletHolder(new OkServlet()), "/*");
            start(handler);

            assertThat(send(preflight(ORIGIN)).statusCode()).isEqualTo(200);
            assertThat(send(to("/flows/f1/execute").method("OPTIONS", BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(send(call(ORIGIN, "none")).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void theJaxRsFilterLetsItsOriginReadEveryOutcome() throws Exception {
        InMemoryApiKeyStore store = new InMemoryApiKeyStore();
        String executing = issue(store, "live", ApiKeySettings.named("page").withPermissions("flows:execute"));
        try (Keystile keystile = twoCallsAMinute(store)) {
            ResourceConfig application = new ResourceConfig(FlowResource.class, HealthResource.class);
            GuideSnippets.register(application, keystile);
            ServletContextHandler handler = new ServletContextHandler("/");
            handler.addServlet(new ServletHolder(new ServletContainer(application)), "/*");
            start(handler);

            assertPreflightIsAnswered();
            assertReadable(send(call(ORIGIN, "none")), 401);
            assertReadable(send(call(ORIGIN, executing)), 200);
            assertReadable(send(call(ORIGIN, executing)), 200);
            assertReadable(send(call(ORIGIN, executing)), 429);
            assertThat(send(call("https://evil.example", "none")).headers().map())
                    .doesNotContainKey("Access-Control-Allow-Origin");
        }
    }

    /** The configuration of docs/proxies.md trusts another address than that of this call, which is local. */
    @Test
    void theProxyGuidesConfigurationIsRead() throws Exception {
        String key = startConfigured(json("docs/proxies.md").get(0), "live");

        assertThat(send(call(ORIGIN, key)).statusCode()).isEqualTo(200);
        assertThat(send(call(ORIGIN, key).header("X-Forwarded-For", "203.0.113.7"))
                        .body())
                .contains("https-required");
    }

    @Test
    void theContainerGuidesProxyIsTrusted() throws Exception {
        String key = startConfigured(json("docs/containers.md").get(0), "dev");

        assertThat(send(call(ORIGIN, key)
                                .header("X-Forwarded-For", "172.18.0.1")
                                .header("X-Forwarded-Proto", "https"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(call(ORIGIN, key).header("X-Forwarded-For", "172.18.0.1"))
                        .body())
                .contains("https-required");
    }

    @Test
    void theContainerGuidesClearTextConfigurationAdmitsClearText() throws Exception {
        String key = startConfigured(json("docs/containers.md").get(1), "dev");

        assertThat(send(call(ORIGIN, key).header("Via", "1.1 proxy")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aProcessThatAdmitsClearTextAcceptsNoLiveKey() {
        InMemoryApiKeyStore store = new InMemoryApiKeyStore();
        String live = issue(store, "live", ApiKeySettings.named("live"));
        String dev = issue(store, "dev", ApiKeySettings.named("dev"));
        AuthRequest request = request("172.18.0.1", false);

        try (Keystile development = GuideSnippets.keystile(store, Map.of("KEYSTILE_DEV_CLEAR_TEXT", "true"));
                Keystile production = GuideSnippets.keystile(store, Map.of())) {
            assertThat(outcome(development, withKey(request, dev))).isEqualTo("granted");
            assertThat(outcome(development, withKey(request, live))).isEqualTo("401 `wrong-environment`");
            assertThat(outcome(production, withKey(request, live))).isEqualTo("403 `https-required`");
        }
    }

    private record Line(String name, String value) {}

    private record FakeRequest(String peerAddress, boolean secure, List<Line> lines) implements AuthRequest {
        @Override
        public List<String> headers(String name) {
            return lines.stream()
                    .filter(line -> line.name().equalsIgnoreCase(name))
                    .map(Line::value)
                    .toList();
        }

        @Override
        public Requirement requirement() {
            return Requirement.validKey();
        }
    }

    private static AuthRequest request(String peer, boolean secure, Line... lines) {
        return new FakeRequest(peer, secure, List.of(lines));
    }

    private static AuthRequest withKey(AuthRequest request, String key) {
        FakeRequest fake = (FakeRequest) request;
        List<Line> lines = new ArrayList<>(fake.lines());
        lines.add(new Line("Authorization", "Bearer " + key));
        return new FakeRequest(fake.peerAddress(), fake.secure(), lines);
    }

    /** Returns {@code granted}, or the status and the end of the problem type as the guides write them. */
    private static String outcome(Keystile keystile, AuthRequest request) {
        Decision decision = keystile.authenticator().decide(request);
        if (!(decision instanceof Denied denied)) {
            return "granted";
        }
        DenialResponse response = HttpResponses.of(keystile.authenticator()).denial(denied);
        Matcher type = Pattern.compile("\"type\":\"urn:keystile:problem:([a-z-]+)\"")
                .matcher(new String(response.bodyBytes(), StandardCharsets.UTF_8));
        assertThat(type.find()).isTrue();
        return response.status() + " `" + type.group(1) + "`";
    }

    private static String issue(ApiKeyStore store, String environment, ApiKeySettings settings) {
        ApiKeys keys = new ApiKeys(store, FORMAT, SecretHasher.sha256(), Plans.standard());
        Actor admin = Actor.system("test");
        if (store.findWorkspace("acme").isEmpty()) {
            keys.createWorkspace(admin, WorkspaceRecord.of("acme", "free"));
        }
        return keys.issue(admin, "acme", environment, settings).reveal();
    }

    private static Keystile twoCallsAMinute(ApiKeyStore store) {
        return Keystile.builder(store, FORMAT)
                .environments("live")
                .plans(Plans.standard().with(Plan.of("free", RateLimit.perMinute(2))))
                .build();
    }

    /** Starts a server whose filter reads the configuration, and returns a key for it. */
    private String startConfigured(String json, String environment) throws Exception {
        Path store = folder.resolve("keys.json");
        Path configuration = folder.resolve("keystile.json");
        Files.writeString(configuration, json.replaceFirst("\"store\": \"[^\"]+\"", "\"store\": \"" + store + "\""));
        String key;
        try (JsonFileApiKeyStore opened = JsonFileApiKeyStore.open(store)) {
            key = issue(opened, environment, ApiKeySettings.named("test"));
        }
        FilterHolder filter = new FilterHolder(new ApiKeyFilter());
        filter.setInitParameter(ApiKeyFilter.CONFIG_PARAMETER, configuration.toString());
        ServletContextHandler handler = new ServletContextHandler("/");
        handler.addFilter(filter, "/*", ApiKeyFilter.allDispatches());
        handler.addServlet(new ServletHolder(new OkServlet()), "/*");
        start(handler);
        return key;
    }

    private void start(ServletContextHandler handler) throws Exception {
        server.addConnector(connector);
        server.setHandler(handler);
        server.start();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + connector.getLocalPort() + path))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpRequest.Builder preflight(String origin) {
        return to("/flows/f1/execute")
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type")
                .method("OPTIONS", BodyPublishers.noBody());
    }

    private HttpRequest.Builder call(String origin, String key) {
        return to("/flows/f1/execute")
                .header("Origin", origin)
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString("{}"));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private void assertPreflightIsAnswered() throws Exception {
        HttpResponse<String> preflight = send(preflight(ORIGIN));
        assertThat(preflight.statusCode()).isIn(200, 204);
        assertReadable(preflight, preflight.statusCode(), List.of());
        assertThat(preflight.headers().allValues("Access-Control-Allow-Methods"))
                .containsExactly("GET, POST, PUT, PATCH, DELETE");
        assertThat(preflight.headers().allValues("Access-Control-Allow-Headers"))
                .containsExactly("Authorization, Content-Type");
    }

    private static void assertReadable(HttpResponse<String> response, int status) {
        assertReadable(response, status, READ_OF_STATUS.getOrDefault(status, List.of()));
    }

    /** Asserts what a browser checks before a page may read the response, and that each header is there once. */
    private static void assertReadable(HttpResponse<String> response, int status, List<String> read) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().allValues("Access-Control-Allow-Origin")).containsExactly(ORIGIN);
        assertThat(response.headers().allValues("Access-Control-Expose-Headers"))
                .containsExactly(EXPOSED);
        assertThat(response.headers().allValues("Vary")).contains("Origin");
        assertThat(EXPOSED.split(", ")).containsAll(read);
        assertThat(read)
                .allSatisfy(name ->
                        assertThat(response.headers().firstValue(name)).as(name).isPresent());
    }

    private static List<String> json(String guide) throws IOException {
        return matches("(?s)```json\\n(.*?)```", text(guide));
    }

    private static List<String> regions(String source, String guide) throws IOException {
        return matches("(?s)// begin " + guide + "\\n(.*?)\\n *// end\\n", text(source)).stream()
                .map(GuidesTest::withoutIndent)
                .toList();
    }

    private static List<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static String text(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    private static String withoutIndent(String code) {
        return code.stripIndent().strip();
    }

    /** Answers every method with 200. */
    private static final class OkServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) {
            response.setStatus(200);
        }
    }
}
