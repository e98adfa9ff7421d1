package io.keystile.servlet;

import io.keystile.adapter.DenialResponse;
import io.keystile.adapter.HttpHeader;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Replaces the content of a response with a denial. */
final class DenialWriter {
    private DenialWriter() {}

    /**
     * Writes a denial. A committed response is left unchanged.
     *
     * @param dropped names of fields to remove as well, because they state what no longer holds
     * @param withBody false for the response to a HEAD request
     */
    static void write(DenialResponse denial, HttpServletResponse response, Set<String> dropped, boolean withBody)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        resetKeepingOtherHeaders(response, dropped);
        response.setStatus(denial.status());
        Set<String> written = new HashSet<>();
        for (HttpHeader header : denial.headers()) {
            if (written.add(header.name())) {
                response.setHeader(header.name(), header.value());
            } else {
                response.addHeader(header.name(), header.value());
            }
        }
        byte[] body = denial.bodyBytes();
        response.setContentLength(body.length);
        ServletOutputStream out = withBody ? response.getOutputStream() : null;
        if (out != null) { // a response that a test has made up may have none
            out.write(body);
        }
    }

    /**
     * Resets the response, but keeps header fields that earlier filters set on every response, such as those for CORS.
     */
    private static void resetKeepingOtherHeaders(HttpServletResponse response, Set<String> dropped) {
        List<HttpHeader> kept = new ArrayList<>();
        // Tomcat repeats a name for each line, and in the case of each line.
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(response.getHeaderNames());
        dropped.forEach(names::remove);
        for (String name : names) {
            if (!DenialResponse.replaces(name)) {
                response.getHeaders(name).forEach(value -> kept.add(new HttpHeader(name, value)));
            }
        }
        response.reset();
        if (response.getContentType() != null) {
            // Undertow keeps the character encoding, and would add it to the denial's content type.
            response.setCharacterEncoding(null);
        }
        // Header fields that the container itself keeps must not be added twice.
        kept.removeIf(header -> response.containsHeader(header.name()));
        kept.forEach(header -> response.addHeader(header.name(), header.value()));
    }
}
