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

/** The way to a server on this machine, which can be cut, or held up without anybody noticing, and mended. */
final class Cable implements AutoCloseable {
    private final int serverPort;
    private final ServerSocket entry;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantReadWriteLock flow = new ReentrantReadWriteLock();
    private volatile boolean cut;

    Cable(int serverPort) {
        this.serverPort = serverPort;
        try {
            entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** The port to connect to in place of the server's. */
    int port() {
        return entry.getLocalPort();
    }

    /** Ends all connections and takes no new ones. */
    void cut() {
        cut = true;
        sockets.forEach(Cable::close);
    }

    /** Lets nothing through from now on, and keeps the connections. Called by the thread that mends it. */
    void holdUp() {
        flow.writeLock().lock();
    }

    /** Makes it as good as new. */
    void mend() {
        cut = false;
        if (flow.isWriteLockedByCurrentThread()) {
            flow.writeLock().unlock();
        }
    }

    @Override
    public void close() throws IOException {
        mend();
        cut();
        entry.close();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "cable");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!entry.isClosed()) {
            try {
                Socket client = entry.accept();
                if (cut) {
                    client.close();
                    continue;
                }
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                sockets.add(client);
                sockets.add(server);
                start(() -> pump(client, server));
                start(() -> pump(server, client));
            } catch (IOException e) {
                // The next connection may do better.
            }
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[8_192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                flow.readLock().lock();
                try {
                    out.write(buffer, 0, length);
                } finally {
                    flow.readLock().unlock();
                }
            }
        } catch (IOException e) {
            // One side has gone.
        }
        close(from);
        close(to);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed as far as we are concerned.
        }
    }
}
