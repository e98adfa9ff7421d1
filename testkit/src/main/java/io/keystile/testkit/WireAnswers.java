package io.keystile.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads HTTP/1.1 answers (RFC 9112) from the bytes of a connection, one character a byte. */
final class WireAnswers {
    private static final int NO_STATUS = 0;

    private WireAnswers() {}

    /** Reads the only answer of a connection that the server closes after it; interim answers are passed over. */
    static Answer last(InputStream in) throws IOException {
        String raw = allOf(in);
        String rest = raw;
        while (rest.startsWith("HTTP/1.1 1")) {
            rest = rest.substring(rest.indexOf("\r\n\r\n") + 4);
        }
        if (!rest.startsWith("HTTP/")) {
            return new Answer(NO_STATUS, List.of(), rest, raw);
        }
        int end = rest.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new AssertionError("Not an answer: " + raw);
        }
        Answer head = head(rest.substring(0, end + 4));
        String body = rest.substring(end + 4);
        boolean chunked = !body.isEmpty() && head.header("Transfer-Encoding").contains("chunked");
        return new Answer(head.status(), head.headerLines(), chunked ? unchunked(body) : body, raw);
    }

    /**
     * Reads one answer, whose body has a length, from a connection that stays open.
     *
     * @param withBody false for an answer to HEAD
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
            throw new AssertionError("Not an answer: " + text);
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

    /** A server that refuses what it has not read may reset the connection after, or instead of, its answer. */
    private static String allOf(InputStream in) throws IOException {
        StringBuilder all = new StringBuilder();
        byte[] buffer = new byte[8192];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                all.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketException e) {
            // What came before stands.
        }
        return all.toString();
    }

    private static String asText(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
