package io.keystile.conformance;

import jakarta.servlet.ServletContext;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A web application for a container to run.
 *
 * @param contextPath the context path; empty for the root
 * @param setUp adds the filters and servlets while the application starts
 * @param errorPages the path of the error page, within the context, for each status code that has one
 * @param connection how clients connect to the container
 */
public record Deployment(
        String contextPath, Consumer<ServletContext> setUp, Map<Integer, String> errorPages, Connection connection) {
    /** Creates a deployment without error pages, in clear text. */
    public Deployment(String contextPath, Consumer<ServletContext> setUp) {
        this(contextPath, setUp, Map.of(), Connection.CLEAR);
    }
}
