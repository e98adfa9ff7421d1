package io.keystile.conformance;

import io.keystile.testkit.ContractServer;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.Version;
import io.undertow.server.HttpHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;

/** An embedded Undertow. */
public final class UndertowContainer implements ServletContainer {
    private static final String HOST = "127.0.0.1";

    /** Creates a container that serves HTTP/1.1. */
    public UndertowContainer() {}

    @Override
    public String nameAndVersion() {
        return "Undertow " + Version.getVersionString();
    }

    @Override
    public ContractServer start(Deployment deployment) throws ServletException {
        DeploymentManager manager = Servlets.newContainer().addDeployment(info(deployment));
        manager.deploy();
        HttpHandler application = Handlers.path().addPrefixPath(contextPath(deployment), manager.start());
        Undertow.Builder server = Undertow.builder()
                .setServerOption(UndertowOptions.DECODE_SLASH, true)
                .setServerOption(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
                .setIoThreads(2)
                .setWorkerThreads(8)
                .setHandler(application);
        switch (deployment.connection()) {
            case CLEAR -> server.addHttpListener(0, HOST);
            case TLS -> server.addHttpsListener(0, HOST, ServerCertificate.context());
            case DECLARED_SECURE ->
                server.addHttpListener(0, HOST, exchange -> {
                    exchange.setRequestScheme("https");
                    application.handleRequest(exchange);
                });
        }
        Undertow undertow = server.build();
        undertow.start();
        int port = ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
        URI base = URI.create(deployment.connection().scheme() + "://" + HOST + ":" + port + deployment.contextPath());
        return new ContractServer(base, () -> {
            undertow.stop();
            manager.stop();
            manager.undeploy();
        });
    }

    private static DeploymentInfo info(Deployment deployment) {
        ServletContainerInitializer setUp =
                (classes, context) -> deployment.setUp().accept(context);
        DeploymentInfo info = Servlets.deployment()
                .setClassLoader(UndertowContainer.class.getClassLoader())
                .setDeploymentName("contract")
                .setContextPath(contextPath(deployment))
                .addServletContainerInitializer(new ServletContainerInitializerInfo(
                        setUp.getClass(), new ImmediateInstanceFactory<>(setUp), Set.of()));
        deployment.errorPages().forEach((code, path) -> info.addErrorPage(Servlets.errorPage(path, code)));
        return info;
    }

    private static String contextPath(Deployment deployment) {
        return deployment.contextPath().isEmpty() ? "/" : deployment.contextPath();
    }
}
