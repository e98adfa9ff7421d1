package io.keystile.console;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * Serves a {@link Console} or an {@link AdminApi} in a servlet container. Map it to a path with everything below, for
 * example {@code /settings/api-keys/*}. Thread-safe.
 */
@SuppressWarnings("exports") // whoever serves it in a servlet container has the servlet API, and others need not
public final class ConsoleServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Function<ConsoleRequest, ConsoleResponse> server;

    /** Creates a servlet for a console. */
    public ConsoleServlet(Console console) {
        this.server = console::respond;
    }

    /** Creates a servlet for an API. */
    public ConsoleServlet(AdminApi api) {
        this.server = api::respond;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ConsoleResponse answer = server.apply(new ServletConsoleRequest(request));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        response.setStatus(answer.status());
        answer.headers().forEach(header -> response.setHeader(header.name(), header.value()));
        if (answer.status() != 204) {
            response.setContentLength(body.length);
        }
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }
}
