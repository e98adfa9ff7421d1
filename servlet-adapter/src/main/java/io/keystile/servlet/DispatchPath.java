package io.keystile.servlet;

import io.keystile.adapter.RequestPath;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Determines the path to which a request is dispatched. */
final class DispatchPath {
    private DispatchPath() {}

    /**
     * Returns the decoded path of the dispatch, relative to the context path, as the container resolved it.
     *
     * @return null if the path is {@linkplain RequestPath#isAmbiguous ambiguous}, or if the dispatch is by name and has
     *     no path
     */
    static @Nullable String of(HttpServletRequest request) {
        DispatcherType type = request.getDispatcherType();
        boolean include = type == DispatcherType.INCLUDE;
        String raw = include ? attribute(request, RequestDispatcher.INCLUDE_REQUEST_URI) : request.getRequestURI();
        if (type == DispatcherType.FORWARD && attribute(request, RequestDispatcher.FORWARD_REQUEST_URI) == null) {
            return null;
        }
        // Checked before the decoded path is read: for an ambiguous path a container may throw an exception.
        if (raw == null || RequestPath.isAmbiguous(raw)) {
            return null;
        }
        String path = include
                ? joined(
                        attribute(request, RequestDispatcher.INCLUDE_SERVLET_PATH),
                        attribute(request, RequestDispatcher.INCLUDE_PATH_INFO))
                : joined(request.getServletPath(), request.getPathInfo());
        return RequestPath.isAmbiguous(path) ? null : path;
    }

    /** Joins the parts. At the root of a context both may be empty. */
    private static String joined(@Nullable String servletPath, @Nullable String pathInfo) {
        String path = Objects.requireNonNullElse(servletPath, "") + Objects.requireNonNullElse(pathInfo, "");
        return path.isEmpty() ? "/" : path;
    }

    private static @Nullable String attribute(HttpServletRequest request, String name) {
        return request.getAttribute(name) instanceof String text ? text : null;
    }
}
