package io.keystile.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keystile.DenialReason;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.stream.Stream;

/**
 * Checks that an application denies a call without a key. An adapter cannot notice by itself that a framework ignores
 * it, or that a path is served around it; the application then serves everything to everybody.
 */
public final class ProtectionCheck {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int MAX_BODY = 65_536;

    private ProtectionCheck() {}

    /**
     * Sends a GET request without a key, and returns normally only if Keystile denies it: with {@code key-required}, or
     * with {@code https-required} if the URL is one of clear text. Call it once the server accepts connections. Waits
     * for a response for up to 5 seconds, and follows no redirect.
     *
     * @param url the URL, {@code http} or {@code https}, of a resource of the application that must be protected
     * @throws IllegalStateException if another response comes, or none; the message says which
     * @throws IllegalArgumentException if {@code url} is no absolute HTTP URL
     */
    public static void requireDenial(URI url) {
        if (!"http".equalsIgnoreCase(url.getScheme()) && !"https".equalsIgnoreCase(url.getScheme())) {
            throw new IllegalArgumentException("Not an absolute HTTP URL: " + url);
        }
        HttpURLConnection connection = null;
        try {
            connection = (HttpURLConnection) url.toURL().openConnection(Proxy.NO_PROXY);
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            int status = connection.getResponseCode();
            if (!isDenial(status, connection)) {
                throw new IllegalStateException("A call without a key to " + url + " got status " + status
                        + " from something other than Keystile; is the adapter registered, and before what responds?");
            }
        } catch (IOException e) {
            throw new IllegalStateException("A call without a key to " + url + " got no response: " + e, e);
        } finally {
            if (connection != null) {
                connection.disconnect();
            }
        }
    }

    private static boolean isDenial(int status, HttpURLConnection connection) throws IOException {
        String type = status < 400 ? "" : problemType(connection);
        return Stream.of(DenialReason.NO_CREDENTIAL, DenialReason.HTTPS_REQUIRED)
                .map(Problem::of)
                .anyMatch(
                        problem -> problem.status() == status && problem.type().equals(type));
    }

    /** Returns the type of the problem in the body; empty if the body is not a problem. */
    private static String problemType(HttpURLConnection connection) throws IOException {
        try (InputStream body = connection.getErrorStream()) {
            return body == null
                    ? ""
                    : JSON.readTree(body.readNBytes(MAX_BODY)).path("type").asText();
        } catch (JsonProcessingException e) {
            return "";
        }
    }
}
