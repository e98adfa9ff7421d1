package io.keystile.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import javax.net.SocketFactory;

/**
 * Sends HTTP/1.1 as it is given over a socket, whether or not it is valid: characters are bytes, nothing is escaped. Each
 * request has a connection of its own. Thread-safe.
 */
public final class WireClient implements ContractClient {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final String HOST = "Host: test.invalid";

    private final SocketFactory sockets;
    private final int port;
    private final String basePath;

    /**
     * Creates a client of a server on the loopback.
     *
     * @param base its base URL, of which the port and the path count; without a slash at the end
     */
    public WireClient(URI base) {
        this(base, SocketFactory.getDefault());
    }

    /** Creates a client whose connections {@code sockets} makes, such as one that encrypts. */
    public WireClient(URI base, SocketFactory sockets) {
        this.port = base.getPort();
        this.basePath = base.getRawPath();
        this.sockets = sockets;
    }

    /** Sends a GET. */
    public Answer get(String path, String... headerLines) {
        return send("GET", path, "", headerLines);
    }

    @Override
    public Answer send(String method, String path, String body, String... headerLines) {
        return exchange(request(method, basePath + path, HOST, body, headerLines, "Connection: close"));
    }

    /** Sends a GET for a target that is used as it is, to a host that is written as it is. */
    public Answer getTarget(String target, String host, String... headerLines) {
        return exchange(request("GET", target, "Host: " + host, "", headerLines, "Connection: close"));
    }

    /** Returns the path of the base URL. */
    public String basePath() {
        return basePath;
    }

    /** A connection that stays open between requests. */
    public final class Connection implements AutoCloseable {
        private final Socket socket = connect();

        private Connection() {}

        /** Sends a request and reads its answer, which has a {@code Content-Length}, or no body. */
        public Answer send(String method, String path, String body, String... headerLines) {
            try {
                write(socket, request(method, basePath + path, HOST, body, headerLines, "Connection: keep-alive"));
                return WireAnswers.next(socket.getInputStream(), !method.equals("HEAD"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Sends the rest of a request's body. */
        public void sendMore(String body) throws IOException {
            write(socket, body);
        }

        /** Reads what comes after an interim answer (RFC 9110 section 15.2). */
        public Answer next() {
            try {
                return WireAnswers.next(socket.getInputStream(), true);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Opens a connection for several requests. */
    public Connection open() {
        return new Connection();
    }

    private Answer exchange(String request) {
        try (Socket socket = connect()) {
            write(socket, request);
            return WireAnswers.last(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Socket connect() {
        try {
            Socket socket = sockets.createSocket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String request(
            String method, String target, String host, String body, String[] headerLines, String connection) {
        StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\n" + host + "\r\n");
        for (String line : headerLines) {
            request.append(line).append("\r\n");
        }
        if (!body.isEmpty()) {
            request.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return request.append(connection).append("\r\n\r\n").append(body).toString();
    }
}
