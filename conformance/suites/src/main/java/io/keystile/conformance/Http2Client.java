package io.keystile.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.testkit.Answer;
import io.keystile.testkit.ContractClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** Sends requests over HTTP/2 in clear text. A request that the JDK's client rejects skips its test. */
public final class Http2Client implements ContractClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_RESETS = 3;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    private final AtomicInteger resets = new AtomicInteger();
    private final URI base;

    /** Creates a client of the server with this base URL. */
    public Http2Client(URI base) {
        this.base = base;
    }

    @Override
    public Answer send(String method, String path, String body, String... headerLines) {
        try {
            HttpResponse<String> response = client.send(
                    request(method, path, body, headerLines), BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            return answer(response);
        } catch (IOException e) {
            return skipIfReset(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Skips the test if a stream reset lost the response; rethrows any other failure, and resets after the third. Jetty
     * may send RST_STREAM after a complete response (RFC 9113 section 8.1), and the client of JDK 17 may process the
     * reset first and drop the response. The request is not repeated, because each request is charged.
     */
    private Answer skipIfReset(IOException e) {
        if (!String.valueOf(e.getMessage()).contains("RST_STREAM") || resets.incrementAndGet() > MAX_RESETS) {
            throw new UncheckedIOException(e);
        }
        return Assumptions.abort("The client lost the response: " + e.getMessage());
    }

    private HttpRequest request(String method, String path, String body, String... headerLines) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                    .timeout(TIMEOUT)
                    .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
            for (String line : headerLines) {
                // Spaces and tabs around a value are not part of it; other control characters are.
                int colon = line.indexOf(':');
                request.header(
                        line.substring(0, colon), line.substring(colon + 1).replaceAll("^[ \t]+|[ \t]+$", ""));
            }
            return request.build();
        } catch (IllegalArgumentException e) {
            return Assumptions.abort("The client rejects the request: " + e.getMessage());
        }
    }

    private static Answer answer(HttpResponse<String> response) {
        List<String> lines = new ArrayList<>();
        response.headers()
                .map()
                .forEach((name, values) -> values.forEach(value -> {
                    if (!name.startsWith(":")) {
                        lines.add(name + ": " + value);
                    }
                }));
        String raw =
                "HTTP/2 " + response.statusCode() + "\r\n" + String.join("\r\n", lines) + "\r\n\r\n" + response.body();
        return new Answer(response.statusCode(), lines, response.body(), raw);
    }
}
