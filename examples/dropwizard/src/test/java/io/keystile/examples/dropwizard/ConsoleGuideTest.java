package io.keystile.examples.dropwizard;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.testing.ConfigOverride;
import io.dropwizard.testing.DropwizardTestSupport;
import io.keystile.Keystile;
import io.keystile.store.JsonFileApiKeyStore;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console next to JAX-RS resources, as docs/console.md mounts it. */
class ConsoleGuideTest {
    @TempDir
    private static Path folder;

    private static DropwizardTestSupport<FlowsConfiguration> application;

    @BeforeAll
    static void start() throws Exception {
        Path keyFile = folder.resolve("keys.json");
        try (Keystile keystile = Keystile.builder(JsonFileApiKeyStore.open(keyFile), "pk")
                .environments("live")
                .build()) {
            DemoKey.issueOnce(
                    keystile.keys(), new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        }
        application = new DropwizardTestSupport<>(
                ConsoleGuideApplication.class,
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
    void theKeysAreListedForTheirCustomer() throws Exception {
        HttpResponse<String> response = get("/settings/api-keys/w/acme/", "mia");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("<bdi>demo</bdi>");
        assertThat(get("/settings/api-keys/w/acme/", "olga").statusCode()).isEqualTo(404);
    }

    @Test
    void nobodyIsSignedInWithoutTheApplicationsLogIn() throws Exception {
        assertThat(get("/settings/api-keys/w/acme/", "").statusCode()).isEqualTo(401);
    }

    @Test
    void theResourcesStillRequireAKey() throws Exception {
        HttpResponse<String> response = get("/flows/f1", "mia");

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().allValues("WWW-Authenticate")).isNotEmpty();
    }

    private static HttpResponse<String> get(String path, String user) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + application.getLocalPort() + path));
        if (!user.isEmpty()) {
            request.header("X-Test-User", user);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
