package io.keystile.adapter;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A complete HTTP response to a denied request. Immutable; contains nothing from the request.
 *
 * @param status the status code
 * @param headers all field lines that the adapter adds, in this order, including {@code Content-Type}; the container
 *     adds {@code Content-Length}
 * @param body the body, in JSON; not sent in response to a HEAD request
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
     * Returns whether a field belongs to the response that a denial replaces, so the adapter must remove it. Other
     * fields, such as those for CORS, apply to every response and stay.
     */
    public static boolean replaces(String headerName) {
        String name = headerName.toLowerCase(Locale.ROOT);
        return name.startsWith("content-") || OF_THE_DROPPED_ANSWER.contains(name);
    }
}
