package io.keystile.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A complete answer to a denied request. Immutable; reflects nothing that the request held.
 *
 * @param status the status code
 * @param headers all field lines that the adapter adds, in this order, {@code Content-Type} among them; {@code
 *     Content-Length} is left to the container
 * @param body the body, JSON; to a HEAD request it is not sent
 */
public record HttpAnswer(int status, List<HttpHeader> headers, String body) {
    /** Copies the headers. */
    public HttpAnswer {
        headers = List.copyOf(headers);
    }

    /** Returns the body in UTF-8. */
    public byte[] bodyBytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
