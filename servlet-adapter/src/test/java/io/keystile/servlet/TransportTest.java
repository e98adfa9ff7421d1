package io.keystile.servlet;

import static io.keystile.testkit.TestKeys.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.key.ApiKeySettings;
import io.keystile.testkit.Answer;
import io.keystile.testkit.TestKeys;
import io.keystile.testkit.WireClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real TLS next to clear text. Each request shows a forwarding header, so that it is not taken for one of this host, which
 * needs no encryption.
 */
class TransportTest {
    private static final String PASSWORD = "changeit";
    private static final String FROM_AFAR = "X-Forwarded-For: 192.0.2.1";

    private static final TestKeys KEYS = new TestKeys();
    private static final String KEY = KEYS.issue("free", ApiKeySettings.named("any"));
    private static final Server SERVER = new Server();
    private static int clearPort;
    private static int tlsPort;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        ServerConnector clear = new ServerConnector(SERVER);
        ServerConnector tls = tlsConnector(keyStore(folder));
        SERVER.addConnector(clear);
        SERVER.addConnector(tls);
        ServletContextHandler context = new ServletContextHandler();
        ApiKeyFilter filter = new ApiKeyFilter(KEYS.authenticator().build(), Routes.protectAll());
        context.addFilter(new FilterHolder(filter), "/*", ApiKeyFilter.allDispatches());
        SERVER.setHandler(context);
        SERVER.start();
        clearPort = clear.getLocalPort();
        tlsPort = tls.getLocalPort();
    }

    private static ServerConnector tlsConnector(Path keyStore) {
        SslContextFactory.Server ssl = new SslContextFactory.Server();
        ssl.setKeyStorePath(keyStore.toString());
        ssl.setKeyStorePassword(PASSWORD);
        HttpConfiguration https = new HttpConfiguration();
        https.addCustomizer(new SecureRequestCustomizer(false));
        return new ServerConnector(SERVER, new SslConnectionFactory(ssl, "http/1.1"), new HttpConnectionFactory(https));
    }

    private static Path keyStore(Path folder) throws IOException, InterruptedException {
        Path file = folder.resolve("server.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = List.of(
                keytool,
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString());
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        return file;
    }

    @AfterAll
    static void stop() throws Exception {
        SERVER.stop();
    }

    @Test
    void overTlsAKeyIsAccepted() throws Exception {
        // Nothing is served here, and only a key that was accepted gets to know that.
        assertThat(overTls("/").status()).isEqualTo(404);
    }

    @Test
    void inClearTextItIsNot() throws Exception {
        assertThat(inClearText("/").problemType()).endsWith(":https-required");
    }

    @Test
    void aTargetThatClaimsHttpsDoesNotMakeClearTextSecure() throws Exception {
        assertThat(inClearText("https://test.invalid/").problemType()).endsWith(":https-required");
        assertThat(inClearText("HTTPS://test.invalid:443/").problemType()).endsWith(":https-required");
    }

    private static Answer inClearText(String target) {
        return client(clearPort, SocketFactory.getDefault()).getTarget(target, "test.invalid", FROM_AFAR, bearer(KEY));
    }

    private static Answer overTls(String target) throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {new TrustingManager()}, new SecureRandom());
        return client(tlsPort, trusting.getSocketFactory()).getTarget(target, "test.invalid", FROM_AFAR, bearer(KEY));
    }

    private static WireClient client(int port, SocketFactory sockets) {
        return new WireClient(URI.create("http://127.0.0.1:" + port), sockets);
    }

    /** Trusts the certificate that was made a moment ago. */
    private static final class TrustingManager implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
