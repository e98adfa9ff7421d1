package io.keystile.servlet;

import io.keystile.adapter.RequestPath;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the path that a dispatch goes to, and refuses to name one that can be read in two ways. */
final class DispatchPath {
    private DispatchPath() {}

    /**
     * Returns the decoded path within the context, as the container dispatches it.
     *
     * @return null if it is ambiguous, or a dispatch by name, which has none
     */
    static @Nullable String of(HttpServletRequest request) {
        DispatcherType type = request.getDispatcherType();
        boolean include = type == DispatcherType.INCLUDE;
        String raw = include ? attribute(request, RequestDispatcher.INCLUDE_REQUEST_URI) : request.getRequestURI();
        if (type == DispatcherType.FORWARD && attribute(request, RequestDispatcher.FORWARD_REQUEST_URI) == null) {
            return null;
        }
        // Looked at first: a container may refuse to decode an ambiguous path with an exception.
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

    /** The root of a context may have two empty parts. */
    private static String joined(@Nullable String servletPath, @Nullable String pathInfo) {
        String path = Objects.requireNonNullElse(servletPath, "") + Objects.requireNonNullElse(pathInfo, "");
        return path.isEmpty() ? "/" : path;
    }

    private static @Nullable String attribute(HttpServletRequest request, String name) {
        return request.getAttribute(name) instanceof String text ? text : null;
    }
}
