package io.keystile.conformance;

import io.keystile.testkit.ContractServer;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.util.ServerInfo;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

/** An embedded Tomcat of the version on the class path. */
public final class TomcatContainer implements ServletContainer {
    /**
     * Silenced: Tomcat warns of leak checks that it cannot make on stop, and of every exception that a test provokes.
     */
    private static final Logger LOG = Logger.getLogger("org.apache");

    static {
        LOG.setLevel(Level.OFF);
    }

    /** Creates a container that serves HTTP/1.1. */
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
        Connector connector = connector(deployment.connection());
        tomcat.setConnector(connector);
        Context context = tomcat.addContext(deployment.contextPath(), folder.toString());
        context.addServletContainerInitializer(
                (classes, servletContext) -> deployment.setUp().accept(servletContext), Set.of());
        deployment.errorPages().forEach((code, path) -> context.addErrorPage(errorPage(code, path)));
        tomcat.start();
        URI base = URI.create(deployment.connection().scheme() + "://127.0.0.1:" + connector.getLocalPort()
                + deployment.contextPath());
        return new ContractServer(base, () -> stop(tomcat, folder));
    }

    private static Connector connector(Connection connection) {
        Connector connector = new Connector();
        connector.setPort(0);
        Map<String, String> properties =
                Map.of("address", "127.0.0.1", "allowBackslash", "true", "relaxedPathChars", "\"<>[\\]^`{|}");
        properties.forEach(connector::setProperty);
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.DECODE.getValue());
        switch (connection) {
            case CLEAR -> {}
            case TLS -> encrypt(connector);
            case DECLARED_SECURE -> {
                connector.setSecure(true);
                connector.setScheme("https");
            }
        }
        return connector;
    }

    private static void encrypt(Connector connector) {
        connector.setSecure(true);
        connector.setScheme("https");
        connector.setProperty("SSLEnabled", "true");
        SSLHostConfig host = new SSLHostConfig();
        SSLHostConfigCertificate certificate = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.EC);
        certificate.setCertificateKeystore(ServerCertificate.keyStore());
        certificate.setCertificateKeystorePassword(ServerCertificate.PASSWORD);
        host.addCertificate(certificate);
        connector.addSslHostConfig(host);
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
