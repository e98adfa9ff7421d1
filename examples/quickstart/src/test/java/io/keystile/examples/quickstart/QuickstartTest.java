package io.keystile.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starts the quickstart and calls it over HTTP. */
class QuickstartTest extends RunningQuickstart {
    private static final ObjectMapper JSON = new ObjectMapper();

    QuickstartTest() {
        super(1);
    }

    @Test
    void firstStartPrintsEachKeyOnce() {
        assertThat(keys().keySet())
                .containsExactly("free", "free2", "pro", "enterprise", "readonly", "elsewhere", "revoked", "expired");
        assertThat(keys().values()).allMatch(key -> key.matches("pk_live_[0-9A-Za-z]{50}"));
    }

    @Test
    void laterStartPrintsOnlyTheIdsAndTheKeysStillWork() throws Exception {
        Map<String, String> ids = restart();

        assertThat(ids.keySet()).isEqualTo(keys().keySet());
        ids.forEach((name, id) -> assertThat(id).isEqualTo(key(name).substring(8, 20)));
        assertThat(execute("Authorization", "Bearer " + key("free")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void plaintextKeysAreNotStored() throws IOException {
        String file = Files.readString(data().resolve("keys.json"));

        keys().values()
                .forEach(key ->
                        assertThat(file).contains(key.substring(8, 20)).doesNotContain(key, key.substring(20, 52)));
    }

    @Test
    void accessLogNamesTheDeniedKeyAndTheReason() throws Exception {
        execute("Authorization", "Bearer " + key("free"));
        execute("Authorization", "Bearer " + key("revoked"));
        restart(); // a stop writes the queued entries

        List<String> lines = Files.readAllLines(data().resolve("access.log"));
        assertThat(lines).hasSize(2);
        JsonNode granted = JSON.readTree(lines.get(0));
        assertThat(granted.path("outcome").asText()).isEqualTo("granted");
        assertThat(granted.path("path").asText()).startsWith("/flows/");
        JsonNode denied = JSON.readTree(lines.get(1));
        assertThat(denied.path("key").asText()).isEqualTo(key("revoked").substring(8, 20));
        assertThat(denied.path("reason").asText()).isEqualTo("key_revoked");
        assertThat(String.join("", lines))
                .doesNotContain(key("free").substring(20), key("revoked").substring(20));
    }

    @Test
    void metricsCountCallsByKeyAndDenialsByReason() throws Exception {
        execute("Authorization", "Bearer " + key("free"));
        execute("Authorization", "Bearer " + key("revoked"));

        HttpResponse<String> metrics = send(request("/metrics").GET());

        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/plain;")
                .contains("version=0.0.4");
        assertThat(metrics.body())
                .contains(
                        "keystile_decisions_total{outcome=\"granted\",reason=\"none\"} 1.0",
                        "keystile_decisions_total{outcome=\"denied\",reason=\"key_revoked\"} 1.0",
                        "keystile_key_decisions_total{key=\"" + key("free").substring(8, 20)
                                + "\",outcome=\"granted\"} 1.0")
                .doesNotContain(key("free").substring(20));
    }

    @Test
    void flowIsExecutedWithAKeyInEitherHeader() throws Exception {
        String key = key("free");

        HttpResponse<String> bearer = execute("Authorization", "Bearer " + key);
        HttpResponse<String> header = execute("X-API-Key", key);

        assertThat(bearer.statusCode()).isEqualTo(200);
        JsonNode body = JSON.readTree(bearer.body());
        assertThat(body)
                .isEqualTo(JSON.createObjectNode()
                        .put("flow", "f1")
                        .put("status", "completed")
                        .put("workspace", "acme")
                        .put("key", key.substring(8, 20)));
        assertThat(header.statusCode()).isEqualTo(200);
        assertThat(bearer.headers().firstValue("RateLimit-Policy")).contains("\"per-1-seconds\";q=100;w=1");
    }

    @Test
    void healthIsPublicAndOtherPathsRequireAKey() throws Exception {
        assertThat(send(request("/health").GET()).statusCode()).isEqualTo(200);
        assertThat(send(request("/").GET()).statusCode()).isEqualTo(401);
        assertThat(send(request("/flows/f1/execute").GET()).statusCode()).isEqualTo(401);
    }

    @Test
    void traceDoesNotEchoTheKey() throws Exception {
        String key = key("free");
        HttpRequest.Builder trace = request("/flows/f1/execute")
                .header("X-API-Key", key)
                .method("TRACE", HttpRequest.BodyPublishers.noBody());

        HttpResponse<String> response = send(trace);

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.body()).doesNotContain(key);
    }

    @Test
    void missingKeyIs401WithBothChallenges() throws Exception {
        HttpResponse<String> response = send(request("/flows/f1/execute").POST(json()));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().allValues("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"api\"", "ApiKey realm=\"api\", header=\"X-API-Key\"");
    }

    @Test
    void eachSampleKeyGetsItsStatus() throws Exception {
        assertThat(statusFor("pro")).isEqualTo(200);
        assertThat(statusFor("enterprise")).isEqualTo(200);
        assertThat(statusFor("readonly")).isEqualTo(403);
        assertThat(statusFor("elsewhere")).isEqualTo(403);
        assertThat(statusFor("revoked")).isEqualTo(401);
        assertThat(statusFor("expired")).isEqualTo(401);
        HttpResponse<String> readonly = execute("Authorization", "Bearer " + key("readonly"));
        assertThat(readonly.headers().firstValue("WWW-Authenticate").orElse(""))
                .contains("error=\"insufficient_scope\"", "scope=\"flows:execute\"");
    }

    @Test
    void keyWithOneChangedCharacterIsDenied() throws Exception {
        String key = key("free");
        char changed = key.charAt(30) == 'x' ? 'y' : 'x';

        HttpResponse<String> response =
                execute("Authorization", "Bearer " + key.substring(0, 30) + changed + key.substring(31));

        assertThat(response.statusCode()).isEqualTo(401);
    }

    @Test
    void invalidJsonIsRejectedByTheApplication() throws Exception {
        HttpRequest.Builder request = request("/flows/f1/execute")
                .header("X-API-Key", key("pro"))
                .POST(HttpRequest.BodyPublishers.ofString("{"));

        assertThat(send(request).statusCode()).isEqualTo(400);
    }

    /** The limit is 100 per second, so 250 calls have to wait twice. */
    @Test
    void nodeClientThatWaitsRetryAfterFinishesWithoutAnError() throws Exception {
        assertThat(runClient("node", "retry.mjs")).contains("250 calls done");
    }

    @Test
    void pythonClientThatWaitsRetryAfterFinishesWithoutAnError() throws Exception {
        assertThat(runClient("python3", "retry.py")).contains("250 calls done");
    }

    private String runClient(String program, String script) throws Exception {
        assumeTrue(isInstalled(program), program + " is not installed");
        ProcessBuilder builder =
                new ProcessBuilder(program, "src/test/clients/" + script, uri() + "/flows/f1/execute", "250");
        builder.environment().put("KEY", key("free"));
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private static boolean isInstalled(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void invalidSettingsAreRejected() {
        assertThatThrownBy(() -> Settings.of(Map.of("PORT", "http")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("PORT must be a number from 0 to 65535; got \"http\"");
        assertThatThrownBy(() -> Settings.of(Map.of("FREE_WINDOW_SECONDS", "0")))
                .hasMessageContaining("1 to 86400");
        assertThat(Settings.of(Map.of()))
                .satisfies(settings -> assertThat(settings.port()).isEqualTo(8080))
                .satisfies(settings -> assertThat(settings.data()).isEqualTo(Path.of("keystile-data")));
    }

    @Test
    void blankFolderIsTheDefaultAndNotTheFolderOfTheProgram() {
        assertThat(Settings.of(Map.of("KEYSTILE_DATA", " ")).data()).isEqualTo(Path.of("keystile-data"));
        assertThat(Settings.of(Map.of("KEYSTILE_DATA", "")).data()).isEqualTo(Path.of("keystile-data"));
    }

    @Test
    @Timeout(60)
    void usedPortIsSaidInOneLineWithTheRemedy(@TempDir Path data) throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            ProcessBuilder builder =
                    new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), Quickstart.class.getName());
            builder.environment()
                    .putAll(Map.of("PORT", String.valueOf(other.getLocalPort()), "KEYSTILE_DATA", data.toString()));
            Process process = builder.redirectErrorStream(true).start();
            List<String> printed;
            try (BufferedReader output = process.inputReader()) {
                printed = output.lines().toList();
            }
            assertThat(process.waitFor()).isEqualTo(1);
            assertThat(printed)
                    .singleElement()
                    .asString()
                    .startsWith("The quickstart cannot start: Failed to bind to ")
                    .contains(":" + other.getLocalPort())
                    .endsWith("another program uses this port, so set another one, for example PORT=8081");
        }
    }

    /** Sends SIGTERM, where Ctrl-C would send SIGINT. */
    @Test
    @Timeout(60)
    void signalStopsTheServerCleanly(@TempDir Path data) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder =
                new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), Quickstart.class.getName());
        builder.environment().putAll(Map.of("PORT", "0", "KEYSTILE_DATA", data.toString()));
        Process process = builder.redirectErrorStream(true).start();
        try (BufferedReader output = process.inputReader()) {
            List<String> printed = new ArrayList<>();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                printed.add(line);
                if (line.startsWith("curl") && line.endsWith("/health")) {
                    process.toHandle().destroy();
                }
            }

            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(128 + 15);
            assertThat(printed).anyMatch(line -> line.startsWith("curl") && line.contains("/rest/flows/f1/execute"));
            assertThat(printed).last().asString().endsWith("/health");
        } finally {
            process.destroyForcibly();
        }
    }

    private int statusFor(String name) throws Exception {
        return send(callOf(name, "/flows/f1/execute")).statusCode();
    }

    private HttpResponse<String> execute(String header, String value) throws Exception {
        return send(request("/flows/f1/execute").header(header, value).POST(json()));
    }
}
