package io.keystile.conformance;

import io.keystile.testkit.ContractServer;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.util.ServerInfo;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.apache.tomcat.util.descriptor.web.ErrorPage;

/** An embedded Tomcat, of the version that is on the class path. */
public final class TomcatContainer implements ServletContainer {
    /** For the class path's version. */
    public TomcatContainer() {}

    @Override
    public String nameAndVersion() {
        return "Tomcat " + ServerInfo.getServerNumber().replaceFirst("\\.0$", "");
    }

    @Override
    public ContractServer start(Deployment deployment) throws IOException, LifecycleException {
        Path folder = Files.createTempDirectory("keystile-tomcat");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        tomcat.setSilent(true);
        Connector connector = connector();
        tomcat.setConnector(connector);
        Context context = tomcat.addContext(deployment.contextPath(), folder.toString());
        context.addServletContainerInitializer(
                (classes, servletContext) -> deployment.setUp().accept(servletContext), Set.of());
        deployment.errorPages().forEach((code, path) -> context.addErrorPage(errorPage(code, path)));
        tomcat.start();
        URI base = URI.create("http://127.0.0.1:" + connector.getLocalPort() + deployment.contextPath());
        return new ContractServer(base, () -> stop(tomcat, folder));
    }

    private static Connector connector() {
        Connector connector = new Connector();
        connector.setPort(0);
        Map<String, String> properties =
                Map.of("address", "127.0.0.1", "allowBackslash", "true", "relaxedPathChars", "\"<>[\\]^`{|}");
        properties.forEach(connector::setProperty);
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.DECODE.getValue());
        return connector;
    }

    private static ErrorPage errorPage(int code, String path) {
        ErrorPage page = new ErrorPage();
        page.setErrorCode(code);
        page.setLocation(path);
        return page;
    }

    private static void stop(Tomcat tomcat, Path folder) throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
        deleteAll(folder.toFile());
    }

    private static void deleteAll(File file) {
        File[] children = file.listFiles();
        if (children != null) {
            for (File child : children) {
                deleteAll(child);
            }
        }
        if (!file.delete()) {
            file.deleteOnExit();
        }
    }
}
