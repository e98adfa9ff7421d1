package io.keystile.conformance;

import io.keystile.testkit.ContractServer;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;

/** Jetty with Servlet 6.0. */
public final class JettyEe10Container implements ServletContainer {
    /** Creates a container that serves HTTP/1.1. */
    public JettyEe10Container() {}

    @Override
    public String nameAndVersion() {
        return "Jetty " + JettyServers.version() + " (EE 10)";
    }

    @Override
    public ContractServer start(Deployment deployment) throws Exception {
        return JettyServers.start(handler(deployment), deployment);
    }

    /** Returns the handler that runs the deployment in a Jetty server. */
    public static ServletContextHandler handler(Deployment deployment) {
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
