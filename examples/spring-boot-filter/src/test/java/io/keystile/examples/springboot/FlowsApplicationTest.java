package io.keystile.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Keystile;
import io.keystile.admin.Actor;
import io.keystile.model.ApiKeySettings;
import io.keystile.store.JsonFileApiKeyStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Starts the application and calls it over HTTP. */
class FlowsApplicationTest {
    @TempDir
    private static Path folder;

    private static ConfigurableApplicationContext application;
    private static String demoKey = "";
    private static String readingKey = "";

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        Path keyFile = folder.resolve("keys.json");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        try (Keystile keystile = Keystile.builder(JsonFileApiKeyStore.open(keyFile), "pk")
                .environments("live")
                .build()) {
            DemoKey.issueOnce(keystile.keys(), out);
            DemoKey.issueOnce(keystile.keys(), out);
            ApiKeySettings reading = ApiKeySettings.named("reading").withPermissions("flows:read");
            readingKey = keystile.keys()
                    .issue(Actor.system("test"), "acme", "live", reading)
                    .reveal();
        }
        demoKey = printed.toString(StandardCharsets.UTF_8).strip().substring("KEY=".length());
        application = SpringApplication.run(new Class<?>[] {FlowsApplication.class, BrokenPage.class}, new String[] {
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
    void onlyTheFirstStartPrintsAKey() {
        assertThat(demoKey).matches("pk_live_[0-9A-Za-z]{50}");
    }

    @Test
    void missingKeyIs401WithBothChallenges() throws Exception {
        HttpResponse<String> response = send(execute());

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().allValues("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"api\"", "ApiKey realm=\"api\", header=\"X-API-Key\"");
    }

    @Test
    void flowIsExecutedForAKeyWithThePermission() throws Exception {
        HttpResponse<String> response = send(execute().header("Authorization", "Bearer " + demoKey));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo("{\"flow\":\"f1\",\"status\":\"completed\",\"workspace\":\"acme\",\"key\":\"%s\"}"
                        .formatted(demoKey.substring(8, 20)));
        assertThat(response.headers().firstValue("RateLimit-Policy")).contains("\"per-minute\";q=100;w=60");
    }

    @Test
    void denialNamesTheMissingPermission() throws Exception {
        HttpResponse<String> response = send(execute().header("Authorization", "Bearer " + readingKey));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.headers().firstValue("WWW-Authenticate").orElse(""))
                .contains("error=\"insufficient_scope\"", "scope=\"flows:execute\"");
    }

    @Test
    void onlyThePublicPathNeedsNoKey() throws Exception {
        assertThat(send(request("/health")).body()).isEqualTo("{\"status\":\"up\"}");
        assertThat(send(request("/nothing")).statusCode()).isEqualTo(401);
    }

    @Test
    void failingPublicPageShowsTheApplicationsErrorPage() throws Exception {
        HttpResponse<String> response = send(request("/health?broken=yes"));

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).contains("\"error\":\"Internal Server Error\"", "\"path\":\"/health\"");
    }

    /** A public page that always fails. */
    @RestController
    static class BrokenPage {
        @GetMapping(path = "/health", params = "broken")
        String broken() {
            throw new IllegalStateException("broken on purpose");
        }
    }

    private static HttpRequest.Builder execute() {
        return request("/flows/f1/execute").POST(HttpRequest.BodyPublishers.noBody());
    }

    private static HttpRequest.Builder request(String path) {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
