package io.keystile.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A TCP proxy to a server on this machine. Tests can disconnect it, stall it with its connections open, and restore it.
 */
final class TcpProxy implements AutoCloseable {
    private final int serverPort;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantReadWriteLock forwarding = new ReentrantReadWriteLock();
    private volatile boolean disconnected;

    TcpProxy(int serverPort) {
        this.serverPort = serverPort;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** Returns the port to connect to instead of the server's port. */
    int port() {
        return listener.getLocalPort();
    }

    /** Closes all connections, and refuses new ones. */
    void disconnect() {
        disconnected = true;
        sockets.forEach(TcpProxy::close);
    }

    /** Forwards nothing from now on, and keeps the connections open. The same thread must call {@link #restore}. */
    void stall() {
        forwarding.writeLock().lock();
    }

    /** Ends a disconnection or a stall. */
    void restore() {
        disconnected = false;
        if (forwarding.isWriteLockedByCurrentThread()) {
            forwarding.writeLock().unlock();
        }
    }

    @Override
    public void close() throws IOException {
        restore();
        disconnect();
        listener.close();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (disconnected) {
                    client.close();
                    continue;
                }
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                sockets.add(client);
                sockets.add(server);
                start(() -> forward(client, server));
                start(() -> forward(server, client));
            } catch (IOException e) {
                // The loop continues with the next connection.
            }
        }
    }

    private void forward(Socket from, Socket to) {
        byte[] buffer = new byte[8_192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                forwarding.readLock().lock();
                try {
                    out.write(buffer, 0, length);
                } finally {
                    forwarding.readLock().unlock();
                }
            }
        } catch (IOException e) {
            // One side has closed its socket.
        }
        close(from);
        close(to);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The socket is not used any more.
        }
    }
}
