package io.keystile.examples.quickstart;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Admits requests from this machine only, since nobody has to log in; others get 404.
 *
 * <p>The peer's address is not enough. A page of another site can have its name lead to 127.0.0.1 (DNS rebinding), so
 * the request must name this machine itself. A proxy on this machine may pass on requests of others, so those that
 * went through one are not admitted.
 */
final class LocalOnly extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final List<String> FORWARDING =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via");

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!MetricsServlet.isLoopback(request.getRemoteAddr()) || !namesThisMachine(request) || isForwarded(request)) {
            response.sendError(404);
            return;
        }
        chain.doFilter(request, response);
    }

    private static boolean namesThisMachine(HttpServletRequest request) {
        String host = request.getHeader("Host");
        return host != null && NAMES.contains(host.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]{1,5}$", ""));
    }

    private static boolean isForwarded(HttpServletRequest request) {
        return FORWARDING.stream().anyMatch(name -> request.getHeader(name) != null);
    }
}
