package io.keystile.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import javax.net.SocketFactory;

/**
 * Sends HTTP/1.1 requests over a socket exactly as given, valid or not: each character is one byte, and nothing is
 * escaped. Each request uses a new connection, unless it is sent through {@link #open}. Reads time out after 10
 * seconds. Thread-safe.
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
     * @param base the server's base URL, without a slash at the end; only its port and its path are used
     */
    public WireClient(URI base) {
        this(base, SocketFactory.getDefault());
    }

    /** Creates a client that opens its connections with {@code sockets}, for example over TLS. */
    public WireClient(URI base, SocketFactory sockets) {
        this.port = base.getPort();
        this.basePath = base.getRawPath();
        this.sockets = sockets;
    }

    /** Sends a GET request. */
    public Answer get(String path, String... headerLines) {
        return send("GET", path, "", headerLines);
    }

    @Override
    public Answer send(String method, String path, String body, String... headerLines) {
        return exchange(request(method, basePath + path, HOST, body, headerLines, "Connection: close"));
    }

    /** Sends a GET request with this request target and this {@code Host} field, both unchanged. */
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

        /** Sends a request and reads the response, which must have a {@code Content-Length} or no body. */
        public Answer send(String method, String path, String body, String... headerLines) {
            try {
                write(socket, request(method, basePath + path, HOST, body, headerLines, "Connection: keep-alive"));
                return WireResponses.next(socket.getInputStream(), !method.equals("HEAD"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Sends the rest of a request's body. */
        public void sendMore(String body) throws IOException {
            write(socket, body);
        }

        /** Reads the response that follows an interim response (RFC 9110 section 15.2). */
        public Answer next() {
            try {
                return WireResponses.next(socket.getInputStream(), true);
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
            return WireResponses.last(socket.getInputStream());
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
