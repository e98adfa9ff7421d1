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
 * @param connection how clients connect to it
 */
public record Deployment(
        String contextPath, Consumer<ServletContext> setUp, Map<Integer, String> errorPages, Connection connection) {
    /** Creates a deployment without error pages, in clear text. */
    public Deployment(String contextPath, Consumer<ServletContext> setUp) {
        this(contextPath, setUp, Map.of(), Connection.CLEAR);
    }
}
