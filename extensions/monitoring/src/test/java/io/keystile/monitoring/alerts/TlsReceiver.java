package io.keystile.monitoring.alerts;

import io.keystile.net.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** An HTTPS server on 127.0.0.1 whose certificate is for {@value #HOST}. Records each request. */
final class TlsReceiver implements AutoCloseable {
    static final String HOST = "hooks.example.test";

    private static final char[] PASSWORD = "password".toCharArray();
    private static final KeyStore KEYS = createKeys();

    /** Writes a response. */
    interface Reply {
        void write(Socket connection) throws Exception;
    }

    /** The heads and bodies of all requests. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    private final SSLServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile Reply reply = connection -> {};

    TlsReceiver() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KEYS, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 50, address("127.0.0.1"));
        replyWith("HTTP/1.1 204 No Content\r\n\r\n");
        threads.execute(this::accept);
    }

    private static KeyStore createKeys() {
        try {
            Path folder = Files.createTempDirectory("keystile-tls");
            Path file = folder.resolve("keys.p12");
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "receiver",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=receiver",
                            "-ext",
                            "SAN=dns:" + HOST,
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            file.toString(),
                            "-storepass",
                            new String(PASSWORD))
                    .inheritIO()
                    .start();
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool failed");
            }
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                keys.load(in, PASSWORD);
            }
            Files.delete(file);
            Files.delete(folder);
            return keys;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns sockets that trust the certificate of the receivers, and no other. */
    static SSLSocketFactory trusting() {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(KEYS);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByAddress(IpAddress.parse(text).toBytes());
    }

    int port() {
        return server.getLocalPort();
    }

    String uri() {
        return "https://" + HOST + ":" + port() + "/alerts?a=b%20c";
    }

    void replyWith(String text) {
        reply = connection -> connection.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void replyWith(Reply other) {
        reply = other;
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                threads.execute(() -> receive(connection));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void receive(Socket connection) {
        try (connection) {
            InputStream in = connection.getInputStream();
            StringBuilder request = new StringBuilder();
            int length = 0;
            String line = readLine(in);
            while (!line.isEmpty()) {
                request.append(line).append('\n');
                if (line.startsWith("Content-Length: ")) {
                    length = Integer.parseInt(line.substring("Content-Length: ".length()));
                }
                line = readLine(in);
            }
            if (!request.isEmpty()) {
                String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
                requests.add(request.append('\n').append(body).toString());
            }
            reply.write(connection);
        } catch (IOException e) {
            // The client has closed the connection, or does not trust the certificate.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
