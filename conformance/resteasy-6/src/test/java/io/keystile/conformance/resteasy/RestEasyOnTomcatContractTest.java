package io.keystile.conformance.resteasy;

import io.keystile.conformance.TomcatContainer;
import io.keystile.conformance.jaxrs.JaxRsServletContract;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import org.jboss.resteasy.core.ResteasyDeploymentImpl;
import org.jboss.resteasy.plugins.server.servlet.HttpServletDispatcher;
import org.jboss.resteasy.spi.ResteasyDeployment;

class RestEasyOnTomcatContractTest extends JaxRsServletContract {
    RestEasyOnTomcatContractTest() {
        super(new TomcatContainer());
    }

    @Override
    protected String implementation() {
        return "RESTEasy " + ResteasyDeployment.class.getPackage().getImplementationVersion();
    }

    @Override
    protected Servlet servlet(Application application, ServletContext context) {
        ResteasyDeployment deployment = new ResteasyDeploymentImpl();
        deployment.setApplication(application);
        context.setAttribute(ResteasyDeployment.class.getName(), deployment);
        return new HttpServletDispatcher();
    }

    @Override
    protected Map<String, String> initParameters() {
        return Map.of("resteasy.servlet.mapping.prefix", PATH);
    }
}
