package io.keystile.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the path that a dispatch goes to, and refuses to name one that can be read in two ways. */
final class DispatchPath {
    /**
     * Looked for in the raw path and in the decoded one: path parameters, backslashes, empty and dot segments, control
     * characters, the replacement of undecodable bytes, line separators, all of these encoded once more, and what only
     * looks like an encoding.
     */
    private static final Pattern AMBIGUOUS =
            Pattern.compile("[;\\\\\\p{Cntrl}\\x{80}-\\x{9f}\\x{fffd}\\x{2028}\\x{2029}]"
                    + "|//|(^|/)\\.{1,2}(/|$)"
                    + "|%(?:2[eEfF5]|5[cC]|3[bB]|[01][0-9a-fA-F]|7[fF]|(?![0-9a-fA-F]{2}))");

    private DispatchPath() {}

    /**
     * Returns the decoded path within the context, as the container dispatches it.
     *
     * @return null if it is ambiguous, or a dispatch by name, which has none
     */
    static @Nullable String of(HttpServletRequest request) {
        DispatcherType type = request.getDispatcherType();
        if (type == DispatcherType.INCLUDE) {
            return unambiguous(
                    attribute(request, RequestDispatcher.INCLUDE_REQUEST_URI),
                    attribute(request, RequestDispatcher.INCLUDE_SERVLET_PATH),
                    attribute(request, RequestDispatcher.INCLUDE_PATH_INFO));
        }
        if (type == DispatcherType.FORWARD && attribute(request, RequestDispatcher.FORWARD_REQUEST_URI) == null) {
            return null;
        }
        String raw = request.getRequestURI();
        // A container may refuse to decode such a path with an exception.
        if (raw == null || isAmbiguous(raw)) {
            return null;
        }
        return unambiguous(raw, request.getServletPath(), request.getPathInfo());
    }

    private static @Nullable String unambiguous(
            @Nullable String raw, @Nullable String servletPath, @Nullable String pathInfo) {
        if (raw == null || servletPath == null) {
            return null;
        }
        String path = pathInfo == null ? servletPath : servletPath + pathInfo;
        if (path.isEmpty()) {
            path = "/";
        }
        return isAmbiguous(raw) || isAmbiguous(path) ? null : path;
    }

    private static boolean isAmbiguous(String path) {
        return !path.startsWith("/") || AMBIGUOUS.matcher(path).find();
    }

    private static @Nullable String attribute(HttpServletRequest request, String name) {
        return request.getAttribute(name) instanceof String text ? text : null;
    }
}
