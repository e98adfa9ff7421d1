package io.keystile.examples.quickstart;

import io.keystile.net.IpAddress;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** {@code GET /metrics}: for whoever scrapes it on this machine. A real service has a port of its own for that. */
final class MetricsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient PrometheusMeterRegistry registry;

    MetricsServlet(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!isOfThisMachine(request.getRemoteAddr())) {
            response.sendError(404);
            return;
        }
        response.setContentType("text/plain; version=0.0.4; charset=utf-8");
        response.getWriter().print(registry.scrape());
    }

    /** Tells whether a call comes from this machine; it does not if the container cannot say where from. */
    static boolean isOfThisMachine(@Nullable String remote) {
        IpAddress address = IpAddress.tryParsePeer(remote);
        return address != null && address.isLoopback();
    }

    /** The inherited one would send the request's headers back. */
    @Override
    protected void doTrace(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.sendError(405);
    }
}
