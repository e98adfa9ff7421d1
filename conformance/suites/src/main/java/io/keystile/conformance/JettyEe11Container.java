package io.keystile.conformance;

import io.keystile.testkit.ContractServer;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;

/** Jetty with Servlet 6.1. */
public final class JettyEe11Container implements ServletContainer {
    /** Creates a container that serves HTTP/1.1. */
    public JettyEe11Container() {}

    @Override
    public String nameAndVersion() {
        return "Jetty " + JettyServers.version() + " (EE 11)";
    }

    @Override
    public ContractServer start(Deployment deployment) throws Exception {
        return JettyServers.start(handler(deployment), deployment);
    }

    private static ServletContextHandler handler(Deployment deployment) {
        ServletContextHandler handler = new ServletContextHandler();
        handler.setContextPath(deployment.contextPath().isEmpty() ? "/" : deployment.contextPath());
        handler.getServletHandler().setDecodeAmbiguousURIs(true);
        handler.addServletContainerInitializer(
                (classes, context) -> deployment.setUp().accept(context));
        ErrorPageErrorHandler errorPages = new ErrorPageErrorHandler();
        deployment.errorPages().forEach(errorPages::addErrorPage);
        handler.setErrorHandler(errorPages);
        return handler;
    }
}
