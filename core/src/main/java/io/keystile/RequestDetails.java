package io.keystile;

import io.keystile.net.IncomingRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of itself, for those who listen. The client chose every character of it, so whoever shows or keeps it
 * has to escape it. Each text is cut to 512 characters, so that events that wait in a queue take no more room than that.
 *
 * @param method such as {@code GET}; null if the adapter does not tell
 * @param path as it was sent, without the query; null if the adapter does not tell
 * @param userAgent the first line of {@code User-Agent} (RFC 9110 section 10.1.5); null if there is none
 */
public record RequestDetails(
        @Nullable String method,
        @Nullable String path,
        @Nullable String userAgent) {
    /** Of a request of which nothing is told. */
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
