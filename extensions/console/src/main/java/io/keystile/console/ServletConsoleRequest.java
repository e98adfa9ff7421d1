package io.keystile.console;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A servlet request as the console sees it. */
final class ServletConsoleRequest implements ConsoleRequest {
    private final HttpServletRequest request;

    ServletConsoleRequest(HttpServletRequest request) {
        this.request = request;
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String path() {
        String path = request.getPathInfo();
        return path == null ? "" : path;
    }

    @Override
    public String uri() {
        return request.getRequestURI();
    }

    @Override
    public @Nullable String query() {
        return request.getQueryString();
    }

    @Override
    public List<String> headers(String name) {
        List<String> values = Collections.list(request.getHeaders(name));
        boolean authority = values.isEmpty() && name.equalsIgnoreCase("Host");
        return authority ? List.of(request.getServerName() + ":" + request.getServerPort()) : values;
    }

    @Override
    public byte[] body(int atMost) throws IOException {
        byte[] body = request.getInputStream().readNBytes(atMost);
        // A filter before, such as one that looks for the application's token, may have read the body for its fields.
        boolean wasRead = body.length == 0 && request.getContentLengthLong() != 0 && request.getQueryString() == null;
        return wasRead ? fields(atMost) : body;
    }

    private byte[] fields(int atMost) {
        byte[] fields = request.getParameterMap().entrySet().stream()
                .flatMap(field -> Arrays.stream(field.getValue()).map(value -> encode(field.getKey(), value)))
                .collect(Collectors.joining("&"))
                .getBytes(StandardCharsets.US_ASCII);
        return Arrays.copyOf(fields, Math.min(fields.length, atMost));
    }

    private static String encode(String name, String value) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8) + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Stream.of(request, request.getUserPrincipal())
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }
}
