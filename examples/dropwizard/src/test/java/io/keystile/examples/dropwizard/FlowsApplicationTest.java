package io.keystile.examples.dropwizard;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.testing.ConfigOverride;
import io.dropwizard.testing.DropwizardTestSupport;
import io.keystile.Keystile;
import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.model.ApiKeySettings;
import io.keystile.store.ApiKeyStore;
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

/** Starts the application and calls it over HTTP. */
class FlowsApplicationTest {
    @TempDir
    private static Path folder;

    private static DropwizardTestSupport<FlowsConfiguration> application;
    private static String demoKey = "";
    private static String readingKey = "";

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        Path keyFile = folder.resolve("keys.json");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        ApiKeyStore store = JsonFileApiKeyStore.open(keyFile);
        try (Keystile keystile =
                Keystile.builder(store, "pk").environments("live").build()) {
            ApiKeys keys = keystile.keys();
            DemoKey.issueOnce(keys, out);
            DemoKey.issueOnce(keys, out);
            ApiKeySettings reading = ApiKeySettings.named("reading").withPermissions("flows:read");
            readingKey =
                    keys.issue(Actor.system("test"), "acme", "live", reading).reveal();
        }
        demoKey = printed.toString(StandardCharsets.UTF_8).strip().substring("KEY=".length());
        application = new DropwizardTestSupport<>(
                FlowsApplication.class,
                "config.yml",
                ConfigOverride.randomPorts(),
                ConfigOverride.config("keyFile", keyFile.toString()));
        application.before();
    }

    @AfterAll
    static void stop() {
        application.after();
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
        int port = application.getLocalPort();

        assertThat(send(request(port, "/flows/status")).body()).isEqualTo("{\"status\":\"up\"}");
        assertThat(send(request(port, "/nothing")).statusCode()).isEqualTo(401);
    }

    @Test
    void adminPortNeedsNoKey() throws Exception {
        assertThat(send(request(application.getAdminPort(), "/ping")).body()).isEqualTo("pong\n");
        assertThat(send(request(application.getAdminPort(), "/healthcheck")).statusCode())
                .isEqualTo(200);
    }

    private static HttpRequest.Builder execute() {
        return request(application.getLocalPort(), "/flows/f1/execute").POST(HttpRequest.BodyPublishers.noBody());
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
