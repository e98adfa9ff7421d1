package io.keystile.console;

import io.keystile.adapter.HttpHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Adds the headers that each response has. Thread-safe. */
final class ResponseHeaders {
    private final List<HttpHeader> common;

    /**
     * Creates the headers; pages can be framed by nobody, or by pages of their own origin.
     *
     * @param resourceOrigins other origins of scripts, stylesheets, images and fonts
     */
    ResponseHeaders(boolean framedBySameOrigin, Set<String> resourceOrigins) {
        String sources = Stream.concat(
                        Stream.of("'self'"), resourceOrigins.stream().sorted())
                .collect(Collectors.joining(" "));
        String policy = String.join(
                "; ",
                "default-src 'none'",
                "script-src " + sources,
                "style-src " + sources,
                "img-src " + sources,
                "font-src " + sources,
                "connect-src 'self'",
                "form-action 'self'",
                "base-uri 'none'",
                "frame-ancestors " + (framedBySameOrigin ? "'self'" : "'none'"),
                "require-trusted-types-for 'script'");
        common = List.of(
                new HttpHeader("Content-Security-Policy", policy),
                new HttpHeader("X-Frame-Options", framedBySameOrigin ? "SAMEORIGIN" : "DENY"),
                new HttpHeader("X-Content-Type-Options", "nosniff"),
                // Not no-referrer: with it browsers send "Origin: null" with forms.
                new HttpHeader("Referrer-Policy", "same-origin"),
                new HttpHeader("Cross-Origin-Opener-Policy", "same-origin"),
                new HttpHeader("Cross-Origin-Resource-Policy", "same-origin"),
                new HttpHeader("Permissions-Policy", "clipboard-write=(self)"));
    }

    ConsoleResponse addTo(ConsoleResponse response) {
        List<HttpHeader> headers = new ArrayList<>(response.headers());
        headers.addAll(common);
        if (headers.stream().noneMatch(header -> header.name().equals("Cache-Control"))) {
            headers.add(new HttpHeader("Cache-Control", "no-store"));
        }
        return new ConsoleResponse(response.status(), headers, response.body());
    }
}
