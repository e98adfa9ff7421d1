package io.keystile.console;

import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.SecurityContext;
import java.net.InetAddress;
import java.net.URI;
import java.security.Principal;
import java.util.function.Function;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.jspecify.annotations.Nullable;

/** Jersey on Jetty, with a resource of the console in an application with a path. */
final class JerseyServer implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final LogIn logIn = new LogIn();
    private volatile Function<ConsoleRequest, ConsoleResponse> console = request -> {
        throw new IllegalStateException("no console yet");
    };

    /** The resource below the application's path. */
    @Path("/settings/api-keys")
    public static final class Pages extends ConsoleResource {
        Pages(Function<ConsoleRequest, ConsoleResponse> console) {
            super(console);
        }
    }

    /** An application's log-in: the sender is who the test says. */
    private static final class LogIn implements ContainerRequestFilter {
        private volatile @Nullable Principal caller;

        @Override
        public void filter(ContainerRequestContext context) {
            SecurityContext before = context.getSecurityContext();
            context.setSecurityContext(new SecurityContext() {
                @Override
                public @Nullable Principal getUserPrincipal() {
                    return caller;
                }

                @Override
                public boolean isUserInRole(String role) {
                    return false;
                }

                @Override
                public boolean isSecure() {
                    return before.isSecure();
                }

                @Override
                public String getAuthenticationScheme() {
                    return "test";
                }
            });
        }
    }

    JerseyServer() {
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.addConnector(connector);
        ServletContextHandler handler = new ServletContextHandler();
        handler.setContextPath("/app");
        handler.addServlet(
                new ServletHolder(new ServletContainer(
                        new ResourceConfig().registerInstances(new Pages(request -> console.apply(request)), logIn))),
                "/rest/*");
        server.setHandler(handler);
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns where the resource is, without a slash at the end. */
    URI base() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/app/rest/settings/api-keys");
    }

    /** Lets a console or an API respond to a request, which arrives through Jersey. */
    ConsoleResponse send(Function<ConsoleRequest, ConsoleResponse> responder, TestRequest request) {
        console = responder;
        logIn.caller = request.caller();
        return WireExchange.send(base(), request);
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
