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
     * @return null if the path as it was sent is {@linkplain RequestPath#isAmbiguous ambiguous}, or if the dispatch is
     *     by name and has no path
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
        if (include) {
            String path = joined(
                    attribute(request, RequestDispatcher.INCLUDE_SERVLET_PATH),
                    attribute(request, RequestDispatcher.INCLUDE_PATH_INFO));
            return path.isEmpty() ? "/" : path;
        }
        String path = joined(request.getServletPath(), request.getPathInfo());
        return path.isEmpty() ? fromUri(raw, request.getContextPath()) : path;
    }

    private static String joined(@Nullable String servletPath, @Nullable String pathInfo) {
        if (pathInfo == null || pathInfo.isEmpty()) {
            return Objects.requireNonNullElse(servletPath, "");
        }
        return servletPath == null || servletPath.isEmpty()
                ? pathInfo
                : servletPath + pathInfo; // copied only if needed
    }

    /**
     * Returns the path of a request whose servlet path and path info are both empty. A container reports that only for
     * the root of a context. Requests that tests make up, such as Spring's {@code MockHttpServletRequest}, may have a
     * URI only; their paths must not count as the root, which may be open.
     */
    private static @Nullable String fromUri(String raw, @Nullable String contextPath) {
        String context = Objects.requireNonNullElse(contextPath, "");
        if (!raw.startsWith(context) || raw.indexOf('%') >= 0) {
            return null;
        }
        return raw.length() == context.length() ? "/" : raw.substring(context.length());
    }

    private static @Nullable String attribute(HttpServletRequest request, String name) {
        return request.getAttribute(name) instanceof String text ? text : null;
    }
}
