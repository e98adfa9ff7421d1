package io.keystile.conformance;

import io.keystile.testkit.ContractServer;
import java.net.InetAddress;
import java.net.URI;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Starts Jetty servers, for handlers of any version of the servlet API. */
public final class JettyServers {
    private JettyServers() {}

    /** Returns the version that Jetty reports. */
    public static String version() {
        return Server.getVersion();
    }

    /**
     * Returns the container for the Jetty on the class path: with Servlet 6.1 if that is present, otherwise with 6.0.
     */
    public static ServletContainer container() {
        try {
            Class.forName("org.eclipse.jetty.ee11.servlet.ServletContextHandler");
            return new JettyEe11Container();
        } catch (ClassNotFoundException e) {
            return new JettyEe10Container();
        }
    }

    /** Serves {@code handler} over HTTP/1.1, without Jetty's own checks of request paths. */
    public static ContractServer start(Handler handler, Deployment deployment) throws Exception {
        HttpConfiguration http = withoutPathChecks();
        HttpConnectionFactory http1 = new HttpConnectionFactory(http);
        return switch (deployment.connection()) {
            case CLEAR -> start(handler, deployment, http1);
            case TLS -> {
                http.addCustomizer(new SecureRequestCustomizer(false));
                SslContextFactory.Server ssl = new SslContextFactory.Server();
                ssl.setSslContext(ServerCertificate.context());
                yield start(handler, deployment, new SslConnectionFactory(ssl, http1.getProtocol()), http1);
            }
            case DECLARED_SECURE -> {
                http.addCustomizer((request, headers) -> new DeclaredSecure(request));
                yield start(handler, deployment, http1);
            }
        };
    }

    /**
     * Serves {@code handler} over HTTP/2 in clear text, by upgrade from HTTP/1.1, without Jetty's own checks of paths.
     */
    public static ContractServer startHttp2(Handler handler, Deployment deployment) throws Exception {
        HttpConfiguration http = withoutPathChecks();
        return start(handler, deployment, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
    }

    private static HttpConfiguration withoutPathChecks() {
        HttpConfiguration http = new HttpConfiguration();
        http.setUriCompliance(UriCompliance.UNSAFE);
        return http;
    }

    private static ContractServer start(Handler handler, Deployment deployment, ConnectionFactory... protocols)
            throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, protocols);
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.addConnector(connector);
        server.setHandler(handler);
        server.start();
        String base = deployment.connection().scheme() + "://127.0.0.1:" + connector.getLocalPort();
        return new ContractServer(URI.create(base + deployment.contextPath()), server::stop);
    }

    private static final class DeclaredSecure extends Request.Wrapper {
        DeclaredSecure(Request request) {
            super(request);
        }

        @Override
        public boolean isSecure() {
            return true;
        }
    }
}
