package io.keystile.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A request without a server. */
final class TestRequest implements ConsoleRequest {
    private final String method;
    private final String path;
    private final @Nullable String query;
    private final Map<String, List<String>> headers = new LinkedHashMap<>();
    private byte[] body = {};
    private String sent;
    private @Nullable Principal caller;

    private TestRequest(String method, String target, String host) {
        this.method = method;
        int question = target.indexOf('?');
        this.path = question < 0 ? target : target.substring(0, question);
        this.sent = path;
        this.query = question < 0 ? null : target.substring(question + 1);
        header("Host", host);
    }

    static TestRequest get(String target) {
        return of("GET", target);
    }

    static TestRequest of(String method, String target) {
        return of(method, target, "app.example.com");
    }

    static TestRequest of(String method, String target, String host) {
        return new TestRequest(method, target, host);
    }

    /** Returns a form that a page of the console sends. */
    static TestRequest post(String target, String... namesAndValues) {
        return of("POST", target)
                .header("Sec-Fetch-Site", "same-origin")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .form(namesAndValues);
    }

    TestRequest form(String... namesAndValues) {
        return body(formOf(namesAndValues));
    }

    static String formOf(String... namesAndValues) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(encode(namesAndValues[i]) + "=" + encode(namesAndValues[i + 1]));
        }
        return fields.stream().collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    TestRequest body(String text) {
        this.body = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    TestRequest as(String user) {
        return header(TestUsers.HEADER, user);
    }

    /** Lets the server have authenticated the sender as this. */
    TestRequest as(Principal principal) {
        this.caller = principal;
        return this;
    }

    TestRequest header(String name, String value) {
        headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), first -> new ArrayList<>())
                .add(value);
        return this;
    }

    Map<String, List<String>> allHeaders() {
        return headers;
    }

    @Nullable
    Principal caller() {
        return caller;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    /** Sets the path as it was sent, where it differs from the one that the container made of it. */
    TestRequest sentAs(String below) {
        this.sent = below;
        return this;
    }

    @Override
    public String uri() {
        return "/settings/api-keys" + sent;
    }

    @Override
    public @Nullable String query() {
        return query;
    }

    @Override
    public List<String> headers(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    @Override
    public byte[] body(int atMost) {
        return Arrays.copyOf(body, Math.min(body.length, atMost));
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type.isInstance(caller) ? Optional.of(type.cast(caller)) : Optional.empty();
    }
}
