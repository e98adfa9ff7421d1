package io.keystile.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Keystile;
import io.keystile.store.JsonFileApiKeyStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
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

/** The application with the CORS filter of docs/browsers.md, called as a browser calls it. */
class BrowserGuideTest {
    private static final String ORIGIN = "https://app.example.com";

    @TempDir
    private static Path folder;

    private static ConfigurableApplicationContext application;
    private static String key = "";

    @BeforeAll
    static void start() {
        Path keyFile = folder.resolve("keys.json");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (Keystile keystile = Keystile.builder(JsonFileApiKeyStore.open(keyFile), "pk")
                .environments("live")
                .build()) {
            DemoKey.issueOnce(keystile.keys(), new PrintStream(printed, true, StandardCharsets.UTF_8));
        }
        key = printed.toString(StandardCharsets.UTF_8).strip().substring("KEY=".length());
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
        assertThat(response.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
                .containsIgnoringCase("authorization")
                .containsIgnoringCase("content-type");
    }

    @Test
    void aPageOfTheOriginReadsGrantsAndDenials() throws Exception {
        assertReadable(send(call(ORIGIN, key)), 200);
        assertReadable(send(call(ORIGIN, "none")), 401);
    }

    @Test
    void aPageOfAnotherOriginIsDeniedBySpring() throws Exception {
        HttpResponse<String> response = send(call("https://evil.example", key));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).isEqualTo("Invalid CORS request");
    }

    private static void assertReadable(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().allValues("Access-Control-Allow-Origin")).containsExactly(ORIGIN);
        assertThat(response.headers().allValues("Access-Control-Expose-Headers"))
                .containsExactly("RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate");
    }

    private static HttpRequest.Builder call(String origin, String key) {
        return request(origin).header("Authorization", "Bearer " + key).POST(BodyPublishers.noBody());
    }

    private static HttpRequest.Builder request(String origin) {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/flows/f1/execute"))
                .timeout(Duration.ofSeconds(20))
                .header("Origin", origin);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
