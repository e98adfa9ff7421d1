package io.keystile.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.SpringFlows;
import io.keystile.Keystile;
import io.keystile.admin.Actor;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.WorkspaceRecord;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.JsonFileApiKeyStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The application with the CORS filter of docs/browsers.md, called as a browser calls it. */
class BrowserGuideTest {
    private static final String ORIGIN = "https://app.example.com";
    private static final Actor ADMIN = Actor.system("test");
    private static final String EXPOSED = "RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate";

    @TempDir
    private static Path folder;

    private static ConfigurableApplicationContext application;
    private static String key = "";
    private static String onceAMinute = "";

    @BeforeAll
    static void start() {
        Path keyFile = folder.resolve("keys.json");
        try (Keystile keystile = Keystile.builder(JsonFileApiKeyStore.open(keyFile), "pk")
                .environments("live")
                .build()) {
            ApiKeySettings settings = ApiKeySettings.named("page").withPermissions("flows:execute");
            WorkspaceRecord workspace = WorkspaceRecord.of("acme", "enterprise");
            key = keystile.keys()
                    .createWorkspace(ADMIN, workspace, "live", settings)
                    .reveal();
            onceAMinute = keystile.keys()
                    .issue(ADMIN, "acme", "live", settings.withLimits(RateLimit.perMinute(1)))
                    .reveal();
        }
        application = SpringApplication.run(
                new Class<?>[] {FlowsApplication.class, BrowserGuideSnippets.class}, new String[] {
                    "--server.port=0",
                    "--keystile.key-file=" + keyFile,
                    "--logging.level.root=off",
                    "--spring.main.banner-mode=off"
                });
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void thePreflightNeedsNoKey() throws Exception {
        HttpResponse<String> response = send(request(ORIGIN)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type")
                .method("OPTIONS", BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().allValues("Access-Control-Allow-Origin")).containsExactly(ORIGIN);
        assertThat(response.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
                .contains("POST");
        assertThat(response.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
                .containsIgnoringCase("authorization")
                .containsIgnoringCase("content-type");
    }

    @Test
    void aPageOfTheOriginReadsGrantsAndDenials() throws Exception {
        assertReadable(send(call(ORIGIN, key)), 200, "RateLimit", "RateLimit-Policy");
        assertReadable(send(call(ORIGIN, "none")), 401, "WWW-Authenticate");
        assertReadable(send(request(ORIGIN).POST(BodyPublishers.noBody())), 401, "WWW-Authenticate");
        assertReadable(send(call(ORIGIN, onceAMinute)), 200, "RateLimit", "RateLimit-Policy");
        assertReadable(send(call(ORIGIN, onceAMinute)), 429, "RateLimit", "RateLimit-Policy", "Retry-After");
    }

    @Test
    void aPageOfAnotherOriginIsDeniedBySpring() throws Exception {
        HttpResponse<String> response = send(call("https://evil.example", key));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).isEqualTo("Invalid CORS request");
    }

    private static void assertReadable(HttpResponse<String> response, int status, String... read) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().allValues("Access-Control-Allow-Origin")).containsExactly(ORIGIN);
        assertThat(response.headers().allValues("Access-Control-Expose-Headers"))
                .containsExactly(EXPOSED);
        assertThat(EXPOSED.split(", ")).contains(read);
        assertThat(response.headers().map()).containsKeys(read);
    }

    /** The program of the README registers Keystile in another way; the CORS filter comes first there too. */
    @Test
    void thePreflightOfTheReadmesProgramNeedsNoKey() throws Exception {
        try (ConfigurableApplicationContext program = SpringApplication.run(
                new Class<?>[] {SpringFlows.class, BrowserGuideSnippets.class},
                new String[] {"--server.port=0", "--logging.level.root=off", "--spring.main.banner-mode=off"})) {
            assertReadable(send(request(program, ORIGIN).GET()), 401, "WWW-Authenticate");
            HttpResponse<String> preflight = send(request(program, ORIGIN)
                    .header("Access-Control-Request-Method", "POST")
                    .method("OPTIONS", BodyPublishers.noBody()));
            assertThat(preflight.statusCode()).isEqualTo(200);
        }
    }

    private static HttpRequest.Builder call(String origin, String key) {
        return request(origin).header("Authorization", "Bearer " + key).POST(BodyPublishers.noBody());
    }

    private static HttpRequest.Builder request(String origin) {
        return request(application, origin);
    }

    private static HttpRequest.Builder request(ConfigurableApplicationContext context, String origin) {
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/flows/f1/execute"))
                .timeout(Duration.ofSeconds(20))
                .header("Origin", origin);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
