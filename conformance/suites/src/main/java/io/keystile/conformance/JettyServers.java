package io.keystile.conformance;

import io.keystile.testkit.ContractServer;
import java.net.InetAddress;
import java.net.URI;
import java.util.function.Function;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Starts Jetty's core, whichever version of the servlet API the handler brings. */
public final class JettyServers {
    private JettyServers() {}

    /** Returns the version that Jetty says it has. */
    public static String version() {
        return Server.getVersion();
    }

    /** Serves {@code handler} over HTTP/1.1, whatever its path looks like. */
    public static ContractServer start(Handler handler, String contextPath) throws Exception {
        return start(handler, contextPath, configuration ->
                new ConnectionFactory[] {new HttpConnectionFactory(configuration)});
    }

    /** Serves {@code handler} over the protocols that {@code protocols} makes. */
    public static ContractServer start(
            Handler handler, String contextPath, Function<HttpConfiguration, ConnectionFactory[]> protocols)
            throws Exception {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, protocols.apply(configuration));
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.addConnector(connector);
        server.setHandler(handler);
        server.start();
        return new ContractServer(
                URI.create("http://127.0.0.1:" + connector.getLocalPort() + contextPath), server::stop);
    }
}
