package io.keystile.conformance.jersey;

import io.keystile.conformance.jaxrs.JaxRsContract;
import io.keystile.testkit.ContractServer;
import jakarta.ws.rs.core.Application;
import java.net.URI;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpServerFactory;
import org.glassfish.jersey.internal.Version;
import org.glassfish.jersey.server.ResourceConfig;

class JerseyOnGrizzlyContractTest extends JaxRsContract {
    @Override
    protected String implementation() {
        return "Jersey " + Version.getVersion();
    }

    @Override
    protected String container() {
        return "Grizzly " + Grizzly.getDotedVersion();
    }

    @Override
    protected ContractServer start(Application application) {
        ResourceConfig config = ResourceConfig.forApplication(application).register(GrizzlyConnectionFilter.class);
        HttpServer server = GrizzlyHttpServerFactory.createHttpServer(URI.create("http://127.0.0.1:0/api/"), config);
        return new ContractServer(
                URI.create("http://127.0.0.1:" + server.getListener("grizzly").getPort() + "/api"),
                server::shutdownNow);
    }
}
