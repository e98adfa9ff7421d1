package io.keystile.servlet;

import io.keystile.adapter.DenialResponse;
import io.keystile.adapter.HttpHeader;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes a denial in place of whatever the response holds so far. */
final class DenialWriter {
    private DenialWriter() {}

    /**
     * Writes the answer. A response that is committed is left as it is.
     *
     * @param withBody false for an answer to HEAD
     */
    static void write(DenialResponse answer, HttpServletResponse response, boolean withBody) throws IOException {
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
            if (!DenialResponse.replaces(name)) {
                response.getHeaders(name).forEach(value -> kept.add(new HttpHeader(name, value)));
            }
        }
        response.reset();
        if (response.getContentType() != null) {
            // Undertow keeps a character encoding, and would add it to the type of ours.
            response.setCharacterEncoding(null);
        }
        // What the container keeps by itself must not be there twice.
        kept.removeIf(header -> response.containsHeader(header.name()));
        kept.forEach(header -> response.addHeader(header.name(), header.value()));
    }
}
