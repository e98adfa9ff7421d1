package io.keystile.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate for {@code localhost}, created on first use. No default trust store contains it. */
public final class ServerCertificate {
    /** The password of the key store and of the key. */
    public static final String PASSWORD = "changeit";

    private static final String ALIAS = "server";
    private static final String TYPE = "PKCS12";

    private ServerCertificate() {}

    private static final class Holder {
        static final KeyStore KEY_STORE = create();
    }

    /** Returns a key store with the certificate and its private key. */
    public static KeyStore keyStore() {
        return Holder.KEY_STORE;
    }

    /** Returns a TLS context that serves with the certificate and, in a client, trusts only the certificate. */
    public static SSLContext context() {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(keyStore(), PASSWORD.toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            KeyStore trusted = KeyStore.getInstance(TYPE);
            trusted.load(null, null);
            trusted.setCertificateEntry(ALIAS, keyStore().getCertificate(ALIAS));
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("The TLS context cannot be created", e);
        }
    }

    private static KeyStore create() {
        try {
            Path folder = Files.createTempDirectory("keystile-tls");
            Path file = folder.resolve("server.p12");
            try {
                runKeytool(file);
                return read(file);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key store that keytool created cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while keytool was running", e);
        }
    }

    private static void runKeytool(Path file) throws IOException, InterruptedException {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = List.of(
                keytool,
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-storetype",
                TYPE,
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString());
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException("keytool failed");
        }
    }

    private static KeyStore read(Path file) throws IOException, GeneralSecurityException {
        KeyStore keyStore = KeyStore.getInstance(TYPE);
        try (InputStream in = Files.newInputStream(file)) {
            keyStore.load(in, PASSWORD.toCharArray());
        }
        return keyStore;
    }
}
