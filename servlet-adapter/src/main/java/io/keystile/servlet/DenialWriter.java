package io.keystile.servlet;

import io.keystile.http.HttpAnswer;
import io.keystile.http.HttpHeader;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes a denial in place of whatever the response holds so far. */
final class DenialWriter {
    /** What belongs to an answer that is not given any more; other headers, such as those for CORS, stay. */
    private static final Set<String> OF_THE_DROPPED_ANSWER = Set.of(
            "accept-ranges",
            "cache-control",
            "etag",
            "expires",
            "last-modified",
            "location",
            "pragma",
            "refresh",
            "retry-after",
            "trailer",
            "transfer-encoding",
            "www-authenticate");

    private DenialWriter() {}

    /**
     * Writes the answer. A response that is committed is left as it is.
     *
     * @param withBody false for an answer to HEAD
     */
    static void write(HttpAnswer answer, HttpServletResponse response, boolean withBody) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        resetKeepingForeignHeaders(response);
        response.setStatus(answer.status());
        Set<String> written = new HashSet<>();
        for (HttpHeader header : answer.headers()) {
            if (written.add(header.name())) {
                response.setHeader(header.name(), header.value());
            } else {
                response.addHeader(header.name(), header.value());
            }
        }
        byte[] body = answer.bodyBytes();
        response.setContentLength(body.length);
        if (withBody) {
            response.getOutputStream().write(body);
        }
    }

    /** A plain reset would take away what filters before this one say about every answer. */
    private static void resetKeepingForeignHeaders(HttpServletResponse response) {
        List<HttpHeader> kept = new ArrayList<>();
        for (String name : response.getHeaderNames()) {
            if (isKept(name.toLowerCase(Locale.ROOT))) {
                response.getHeaders(name).forEach(value -> kept.add(new HttpHeader(name, value)));
            }
        }
        response.reset();
        // What the container keeps by itself must not be there twice.
        kept.removeIf(header -> response.containsHeader(header.name()));
        kept.forEach(header -> response.addHeader(header.name(), header.value()));
    }

    private static boolean isKept(String lowerCaseName) {
        return !lowerCaseName.startsWith("content-") && !OF_THE_DROPPED_ANSWER.contains(lowerCaseName);
    }
}
