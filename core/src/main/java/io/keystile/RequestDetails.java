package io.keystile;

import io.keystile.net.IncomingRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Details of a request, for listeners. The client controls every character of them, so escape them before showing or
 * storing them. Each text is cut to 512 characters, which bounds the memory of queued events.
 *
 * @param method the method, such as {@code GET}; null if the adapter does not provide it
 * @param path the path as it was sent, without the query; null if the adapter does not provide it
 * @param userAgent the first field line of {@code User-Agent} (RFC 9110 section 10.1.5); null if there is none
 */
public record RequestDetails(
        @Nullable String method,
        @Nullable String path,
        @Nullable String userAgent) {
    /** Details without any value. */
    public static final RequestDetails NONE = new RequestDetails(null, null, null);

    private static final int MAX_LENGTH = 512;

    static RequestDetails of(IncomingRequest request) {
        List<String> userAgents = request.headers("User-Agent");
        return new RequestDetails(
                cut(request.method()), cut(request.path()), userAgents.isEmpty() ? null : cut(userAgents.get(0)));
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH);
    }
}
