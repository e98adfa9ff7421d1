package io.keystile.conformance;

import jakarta.servlet.ServletContext;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A web application for a container to run.
 *
 * @param contextPath where it is, empty for the root
 * @param setUp adds its filters and servlets while it starts
 * @param errorPages status codes and the paths, within the context, of the pages that are shown for them
 */
public record Deployment(String contextPath, Consumer<ServletContext> setUp, Map<Integer, String> errorPages) {
    /** Creates a deployment without error pages. */
    public Deployment(String contextPath, Consumer<ServletContext> setUp) {
        this(contextPath, setUp, Map.of());
    }
}
