package io.keystile.examples.quickstart;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Starts the quickstart on a free port before each test, and reads the keys that it prints. */
abstract class RunningQuickstart {
    private final String freeWindowSeconds;
    private Map<String, String> keys = Map.of();

    @TempDir
    private Path data;

    private Quickstart quickstart;

    RunningQuickstart(int freeWindowSeconds) {
        this.freeWindowSeconds = String.valueOf(freeWindowSeconds);
    }

    @BeforeEach
    void startServer() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        quickstart = start(printed);
        keys = lines(printed);
    }

    /** Restarts the quickstart and returns the lines that it prints, by name. */
    Map<String, String> restart() throws Exception {
        quickstart.stop();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        quickstart = start(printed);
        return lines(printed);
    }

    private Quickstart start(ByteArrayOutputStream printed) throws Exception {
        Settings settings = Settings.of(
                Map.of("PORT", "0", "KEYSTILE_DATA", data.toString(), "FREE_WINDOW_SECONDS", freeWindowSeconds));
        return Quickstart.start(settings, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private static Map<String, String> lines(ByteArrayOutputStream printed) {
        Map<String, String> lines = new LinkedHashMap<>();
        printed.toString(StandardCharsets.UTF_8).lines().forEach(line -> {
            int tab = line.indexOf('\t');
            lines.put(line.substring(0, tab), line.substring(tab + 1));
        });
        return lines;
    }

    @AfterEach
    void stopServer() throws Exception {
        quickstart.stop();
    }

    Path data() {
        return data;
    }

    URI uri() {
        return quickstart.uri();
    }

    Map<String, String> keys() {
        return keys;
    }

    String key(String name) {
        return requireNonNull(keys.get(name));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(uri() + path)).timeout(Duration.ofSeconds(20));
    }

    /** Returns a POST request to the path with the key of this name and a JSON body. */
    HttpRequest.Builder callOf(String name, String path) {
        return request(path).header("Authorization", "Bearer " + key(name)).POST(json());
    }

    static HttpRequest.BodyPublisher json() {
        return HttpRequest.BodyPublishers.ofString("{\"input\": 1}");
    }

    /**
     * Sends the request on a connection of its own, because Jetty closes a connection after a denial that was sent
     * before the request body arrived.
     */
    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
