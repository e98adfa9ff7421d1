package io.keystile.console;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.net.InetAddress;
import java.net.URI;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A Jetty server on the loopback interface that serves a console. */
final class Jetty implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final String place;

    /**
     * Starts a server.
     *
     * @param context the context path, for example {@code /}
     * @param mount where the servlet is mapped in it, for example {@code /settings/api-keys}; may be empty
     */
    Jetty(Console console, String context, String mount, Filter... filters) {
        this(new ConsoleServlet(console), context, mount, filters);
    }

    /** Starts a server with a servlet of the console, or of the API. */
    Jetty(ConsoleServlet servlet, String context, String mount, Filter... filters) {
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.addConnector(connector);
        ServletContextHandler handler = new ServletContextHandler();
        handler.setContextPath(context);
        handler.addServlet(new ServletHolder(servlet), mount + "/*");
        for (Filter filter : filters) {
            handler.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
        }
        server.setHandler(handler);
        place = (context.equals("/") ? "" : context) + mount + "/";
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the address of the console, with a slash at the end. */
    URI console() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + place);
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
