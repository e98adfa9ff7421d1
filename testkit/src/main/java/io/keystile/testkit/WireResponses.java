package io.keystile.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads HTTP/1.1 responses (RFC 9112) from a connection, one character per byte. */
final class WireResponses {
    private static final int NO_STATUS = 0;

    private WireResponses() {}

    /** Reads until the server closes the connection, and returns the final response. Interim responses are skipped. */
    static Answer last(InputStream in) throws IOException {
        String raw = readAll(in);
        String rest = raw;
        while (rest.startsWith("HTTP/1.1 1")) {
            rest = rest.substring(rest.indexOf("\r\n\r\n") + 4);
        }
        if (!rest.startsWith("HTTP/")) {
            return new Answer(NO_STATUS, List.of(), rest, raw);
        }
        int end = rest.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new AssertionError("Not an HTTP response: " + raw);
        }
        Answer head = head(rest.substring(0, end + 4));
        String body = rest.substring(end + 4);
        boolean chunked = !body.isEmpty() && head.header("Transfer-Encoding").contains("chunked");
        return new Answer(head.status(), head.headerLines(), chunked ? unchunked(body) : body, raw);
    }

    /**
     * Reads one response from a connection that stays open. A body must have a {@code Content-Length}.
     *
     * @param withBody whether a body may follow; false for a response to HEAD
     */
    static Answer next(InputStream in, boolean withBody) throws IOException {
        StringBuilder raw = new StringBuilder();
        while (raw.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("The connection was closed after: " + raw);
            }
            raw.append((char) next);
        }
        Answer head = head(raw.toString());
        List<String> length = head.header("Content-Length");
        String body = !withBody || length.isEmpty() ? "" : asText(in.readNBytes(Integer.parseInt(length.get(0))));
        return new Answer(head.status(), head.headerLines(), body, raw + body);
    }

    private static Answer head(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\r\n")));
        String statusLine = lines.remove(0);
        if (!statusLine.matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
            throw new AssertionError("Not an HTTP response: " + text);
        }
        return new Answer(Integer.parseInt(statusLine.substring(9, 12)), lines, "", text);
    }

    private static String unchunked(String body) {
        StringBuilder content = new StringBuilder();
        int at = 0;
        while (true) {
            int endOfSize = body.indexOf("\r\n", at);
            if (endOfSize < 0) {
                throw new AssertionError("The last chunk is missing");
            }
            int size = Integer.parseInt(body.substring(at, endOfSize).replaceFirst(";.*", ""), 16);
            if (size == 0) {
                return content.toString();
            }
            content.append(body, endOfSize + 2, endOfSize + 2 + size);
            at = endOfSize + 2 + size + 2;
        }
    }

    /**
     * Reads to the end of the stream or to a reset. A server that rejects a request before it has read all of it may
     * reset the connection after its response, or without one.
     */
    private static String readAll(InputStream in) throws IOException {
        StringBuilder all = new StringBuilder();
        byte[] buffer = new byte[8192];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                all.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketException e) {
            // The bytes received before the reset are returned.
        }
        return all.toString();
    }

    private static String asText(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
