package io.keystile.spring.webflux;

import io.keystile.adapter.RequestPath;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.PathContainer.PathSegment;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Determines the path by which WebFlux finds the handler of a request. */
public final class ExchangePath {
    private ExchangePath() {}

    /**
     * Returns the decoded path, relative to the application.
     *
     * @return null if the path as it was sent is {@linkplain RequestPath#isAmbiguous ambiguous}
     */
    public static @Nullable String of(ServerHttpRequest request) {
        String raw = request.getURI().getRawPath();
        String within = request.getPath().pathWithinApplication().value();
        if (raw == null || RequestPath.isAmbiguous(raw) || (!within.isEmpty() && RequestPath.isAmbiguous(within))) {
            return null;
        }
        StringBuilder decoded = new StringBuilder(within.length());
        for (PathContainer.Element element :
                request.getPath().pathWithinApplication().elements()) {
            decoded.append(element instanceof PathSegment segment ? segment.valueToMatch() : element.value());
        }
        return decoded.isEmpty() ? "/" : decoded.toString();
    }
}
