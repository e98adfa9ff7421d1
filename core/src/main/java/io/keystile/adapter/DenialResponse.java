package io.keystile.adapter;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A complete answer to a denied request. Immutable; reflects nothing that the request held.
 *
 * @param status the status code
 * @param headers all field lines that the adapter adds, in this order, {@code Content-Type} among them; {@code
 *     Content-Length} is left to the container
 * @param body the body, JSON; to a HEAD request it is not sent
 */
public record DenialResponse(int status, List<HttpHeader> headers, String body) {
    private static final Set<String> OF_THE_DROPPED_ANSWER = Set.of(
            "accept-patch",
            "accept-post",
            "accept-ranges",
            "allow",
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

    /** Copies the headers. */
    public DenialResponse {
        headers = List.copyOf(headers);
    }

    /** Returns the body in UTF-8. */
    public byte[] bodyBytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Tells whether a field belongs to the answer that a denial takes the place of. Other fields, such as those for CORS,
     * say something about every answer, and stay.
     */
    public static boolean replaces(String headerName) {
        String name = headerName.toLowerCase(Locale.ROOT);
        return name.startsWith("content-") || OF_THE_DROPPED_ANSWER.contains(name);
    }
}
