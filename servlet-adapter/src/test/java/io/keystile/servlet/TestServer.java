package io.keystile.servlet;

import io.keystile.testkit.Answer;
import io.keystile.testkit.WireClient;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.FilterMapping;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A Jetty server on the loopback with the filter on all paths and dispatches, and a client that sends any bytes. */
final class TestServer implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector;
    private final String filterName;
    final ServletContextHandler context = new ServletContextHandler();

    /** The code of a servlet, for all methods. */
    interface Resource {
        void serve(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;
    }

    /** Creates a server whose container accepts every path, so that only the filter checks it. */
    TestServer(ApiKeyFilter filter) {
        this(new FilterHolder(filter), UriCompliance.UNSAFE);
    }

    TestServer(FilterHolder filter, UriCompliance compliance) {
        HttpConfiguration http = new HttpConfiguration();
        http.setUriCompliance(compliance);
        connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.addConnector(connector);
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", ApiKeyFilter.allDispatches());
        filterName = filter.getName();
        server.setHandler(context);
    }

    /** Adds a servlet. */
    TestServer serve(String mapping, Resource resource) {
        ServletHolder holder = new ServletHolder(nameOf(mapping), new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response)
                    throws ServletException, IOException {
                resource.serve(request, response);
            }
        });
        holder.setAsyncSupported(true);
        context.addServlet(holder, mapping);
        return this;
    }

    /** Returns the name of the servlet with this mapping. */
    String nameOf(String mapping) {
        return "servlet " + mapping;
    }

    /** Maps the filter to dispatches by name too, which have no path. */
    void onDispatchesByName() {
        FilterMapping mapping = new FilterMapping();
        mapping.setFilterName(filterName);
        mapping.setServletName("*");
        mapping.setDispatcherTypes(ApiKeyFilter.allDispatches());
        context.getServletHandler().addFilterMapping(mapping);
    }

    /** Adds a servlet that responds with a text. */
    TestServer serve(String mapping, String text) {
        return serve(mapping, (request, response) -> response.getWriter().print(text));
    }

    /** Adds a filter before the one under test. */
    TestServer filterFirst(Filter first) {
        FilterHolder holder = new FilterHolder(first);
        holder.setAsyncSupported(true);
        context.getServletHandler().addFilter(holder);
        FilterMapping mapping = new FilterMapping();
        mapping.setFilterName(holder.getName());
        mapping.setPathSpec("/*");
        mapping.setDispatcherTypes(ApiKeyFilter.allDispatches());
        context.getServletHandler().prependFilterMapping(mapping);
        return this;
    }

    /** Lets the container replace the peer's address by that of a forwarding header. */
    TestServer rewritingAddresses() {
        connector
                .getConnectionFactory(HttpConnectionFactory.class)
                .getHttpConfiguration()
                .addCustomizer(new ForwardedRequestCustomizer());
        return this;
    }

    TestServer start() {
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    int port() {
        return connector.getLocalPort();
    }

    Answer get(String path, String... headerLines) {
        return send("GET", path, headerLines);
    }

    /** Sends a request without a body. Each character becomes one byte. */
    Answer send(String method, String target, String... headerLines) {
        URI base = URI.create("http://127.0.0.1:" + port());
        return new WireClient(base).send(method, target, "", headerLines);
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
