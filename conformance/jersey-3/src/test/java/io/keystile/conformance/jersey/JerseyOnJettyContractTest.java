package io.keystile.conformance.jersey;

import io.keystile.conformance.JettyServers;
import io.keystile.conformance.jaxrs.JaxRsServletContract;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.core.Application;
import org.glassfish.jersey.internal.Version;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;

class JerseyOnJettyContractTest extends JaxRsServletContract {
    JerseyOnJettyContractTest() {
        super(JettyServers.container());
    }

    @Override
    protected String implementation() {
        return "Jersey " + Version.getVersion();
    }

    @Override
    protected Servlet servlet(Application application, ServletContext context) {
        return new ServletContainer(ResourceConfig.forApplication(application));
    }
}
