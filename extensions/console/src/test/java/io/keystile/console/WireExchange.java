package io.keystile.console;

import io.keystile.adapter.HttpHeader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sends requests of tests to a real server. */
final class WireExchange {
    /** The names of the headers that the console sends, by the names in lower case that arrive. */
    private static final List<String> NAMES = List.of(
            "Allow",
            "Cache-Control",
            "Content-Security-Policy",
            "Content-Type",
            "Cross-Origin-Opener-Policy",
            "Cross-Origin-Resource-Policy",
            "ETag",
            "Link",
            "Location",
            "Permissions-Policy",
            "Referrer-Policy",
            "Retry-After",
            "X-Content-Type-Options",
            "X-Frame-Options");

    private WireExchange() {}

    /** Returns the response of a server, with the headers of the console in the order of their names. */
    static ConsoleResponse send(URI base, TestRequest request) {
        String query = request.query() == null ? "" : "?" + request.query();
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(base + request.path() + query))
                .method(request.method(), BodyPublishers.ofByteArray(request.body(Integer.MAX_VALUE)));
        request.allHeaders().forEach((name, values) -> {
            if (!name.equals("host")) {
                values.forEach(value -> builder.header(name, value));
            }
        });
        HttpResponse<String> response;
        try {
            // A connection is used once: a server may close one whose request had a body that was not read.
            response = HttpClient.newHttpClient().send(builder.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(response.headers().map());
        List<HttpHeader> sent = new ArrayList<>();
        NAMES.forEach(
                name -> headers.getOrDefault(name, List.of()).forEach(value -> sent.add(new HttpHeader(name, value))));
        return new ConsoleResponse(response.statusCode(), sent, response.body());
    }
}
