package io.keystile.monitoring.alerts;

import io.keystile.net.IpAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts to addresses that customers have chosen, by HTTPS, without becoming their way into the operator's network: a
 * host is resolved once, the connection goes to an address that was checked, and redirects are not followed. The JDK's
 * client cannot be told which address to use: it resolves the host again, to another address if its owner wants.
 * Thread-safe.
 *
 * <p>Each request has a connection of its own, without a proxy. Of the response, only the head is read.
 */
final class PublicHttps implements AutoCloseable {
    static final int STANDARD_PORT = 443;

    private static final Logger LOG = LoggerFactory.getLogger(WorkspaceAlerts.class);
    private static final int MAX_ADDRESSES = 3;
    private static final int MAX_HEAD = 16 * 1024;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: .*)?");
    private static final String RETRY_AFTER = "Retry-After:";

    private final Resolver resolver;
    private final PublicAddresses addresses;
    private final SSLSocketFactory sockets;
    private final ScheduledThreadPoolExecutor timer;

    /** Resolves a host name. Tests replace it. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** The head of a response. */
    record Response(int status, Optional<String> retryAfter) {}

    /** The host has no address to which this server connects. */
    static final class AddressNotAllowedException extends IOException {
        private static final long serialVersionUID = 1L;

        AddressNotAllowedException() {
            super("the address is not on the public Internet, or its port is not " + STANDARD_PORT);
        }
    }

    PublicHttps(Resolver resolver, PublicAddresses addresses, SSLSocketFactory sockets) {
        this.resolver = resolver;
        this.addresses = addresses;
        this.sockets = sockets;
        this.timer = new ScheduledThreadPoolExecutor(1, PublicHttps::daemon);
        this.timer.setRemoveOnCancelPolicy(true);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "keystile-alert-timer");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Returns whether an address could be connected to. Of a host that is written as a name, which is resolved later,
     * only the port is checked.
     */
    boolean mayBeAllowed(URI uri) {
        IpAddress literal = IpAddress.tryParsePeer(uri.getHost());
        return literal == null ? addresses.mayAllow(portOf(uri)) : addresses.allows(literal, portOf(uri));
    }

    /**
     * Posts a body.
     *
     * @param limit the time for all of it but resolving the host, which the system bounds
     * @throws AddressNotAllowedException if the host has no address to which this server connects
     * @throws IOException if there was no response in time
     */
    Response post(URI uri, Map<String, String> headers, byte[] body, Duration limit) throws IOException {
        List<InetSocketAddress> allowed = resolve(uri);
        long deadline = System.nanoTime() + limit.toNanos();
        for (int i = 0; i < allowed.size() - 1; i++) {
            try {
                return post(allowed.get(i), uri, headers, body, deadline);
            } catch (ConnectException | NoRouteToHostException e) {
                // The next address may be reachable, such as one of the other family.
            }
        }
        return post(allowed.get(allowed.size() - 1), uri, headers, body, deadline);
    }

    private List<InetSocketAddress> resolve(URI uri) throws IOException {
        List<InetSocketAddress> allowed = new ArrayList<>();
        for (InetAddress address : resolver.resolve(hostOf(uri))) {
            if (allowed.size() < MAX_ADDRESSES
                    && addresses.allows(IpAddress.ofBytes(address.getAddress()), portOf(uri))) {
                allowed.add(new InetSocketAddress(address, portOf(uri)));
            }
        }
        if (allowed.isEmpty()) {
            throw new AddressNotAllowedException();
        }
        return allowed;
    }

    private static int portOf(URI uri) {
        return uri.getPort() < 0 ? STANDARD_PORT : uri.getPort();
    }

    private static String hostOf(URI uri) {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private Response post(InetSocketAddress address, URI uri, Map<String, String> headers, byte[] body, long deadline)
            throws IOException {
        try (Socket plain = new Socket(Proxy.NO_PROXY)) {
            // Closing the socket ends each wait, also for a peer that sends a byte now and then.
            Future<?> end = timer.schedule(() -> close(plain), deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            try {
                plain.connect(address);
                SSLSocket encrypted = (SSLSocket) sockets.createSocket(plain, hostOf(uri), portOf(uri), true);
                SSLParameters parameters = encrypted.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the certificate must be for this host
                encrypted.setSSLParameters(parameters);
                encrypted.getOutputStream().write(request(uri, headers, body));
                return read(encrypted.getInputStream());
            } catch (IOException e) {
                if (System.nanoTime() - deadline >= 0) {
                    throw new SocketTimeoutException("no response in time");
                }
                throw e;
            } finally {
                end.cancel(false);
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("A connection could not be closed", e);
        }
    }

    private static byte[] request(URI uri, Map<String, String> headers, byte[] body) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        StringBuilder head = new StringBuilder("POST " + path);
        if (uri.getRawQuery() != null) {
            head.append('?').append(uri.getRawQuery());
        }
        head.append(" HTTP/1.1\r\nHost: ").append(uri.getHost());
        if (uri.getPort() >= 0) {
            head.append(':').append(uri.getPort());
        }
        head.append("\r\nConnection: close\r\nContent-Length: ")
                .append(body.length)
                .append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, request, start.length, body.length);
        return request;
    }

    /** Reads the head of the response. Those before it, such as 103, are skipped. */
    private static Response read(InputStream in) throws IOException {
        int remaining = MAX_HEAD;
        while (true) {
            String head = readHead(in, remaining);
            remaining -= head.length();
            Matcher line = STATUS_LINE.matcher(head.lines().findFirst().orElse(""));
            if (!line.matches()) {
                throw new IOException("the response is not HTTP");
            }
            int status = Integer.parseInt(line.group(1));
            if (status >= 200) {
                Optional<String> retryAfter = head.lines()
                        .filter(field -> field.regionMatches(true, 0, RETRY_AFTER, 0, RETRY_AFTER.length()))
                        .map(field -> field.substring(RETRY_AFTER.length()))
                        .findFirst();
                return new Response(status, retryAfter);
            }
        }
    }

    private static String readHead(InputStream in, int max) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ends = 0; // how many of the last characters, without carriage returns, end a line
        while (ends < 2) {
            int next = in.read();
            if (next < 0 || head.size() >= max) {
                throw new IOException("the response is not HTTP");
            }
            head.write(next);
            ends = next == '\n' ? ends + 1 : next == '\r' ? ends : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** Accepts no further request. Those that run still end in time. */
    @Override
    public void close() {
        timer.shutdown();
    }
}
