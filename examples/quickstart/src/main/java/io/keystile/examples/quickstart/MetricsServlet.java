package io.keystile.examples.quickstart;

import io.keystile.net.IpAddress;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** {@code GET /metrics}, readable from this machine only. A real service would use a separate port. */
final class MetricsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient PrometheusMeterRegistry registry;

    MetricsServlet(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!isLoopback(request.getRemoteAddr())) {
            response.sendError(404);
            return;
        }
        response.setContentType("text/plain; version=0.0.4; charset=utf-8");
        response.getWriter().print(registry.scrape());
    }

    /** Returns whether {@code remote} is a loopback address; false if it is null or not an IP address. */
    static boolean isLoopback(@Nullable String remote) {
        IpAddress address = IpAddress.tryParsePeer(remote);
        return address != null && address.isLoopback();
    }

    /** Rejects TRACE; the inherited method would send the request's headers back. */
    @Override
    protected void doTrace(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.sendError(405);
    }
}
