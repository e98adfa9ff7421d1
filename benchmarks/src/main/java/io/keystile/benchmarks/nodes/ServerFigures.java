package io.keystile.benchmarks.nodes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;

/** Figures of a server, read over a connection of its own. */
final class ServerFigures implements AutoCloseable {
    private static final String END = "end-of-counting";

    private final int port;
    private final RedisClient client;
    private final RedisCommands<String, String> commands;

    /**
     * The commands that a server ran.
     *
     * @param sent commands that a client sent, each of which is a round trip
     * @param total all commands, including those that scripts ran
     */
    record Commands(long sent, long total) {}

    ServerFigures(int port) {
        this.port = port;
        client = RedisClient.create(RedisURI.create("127.0.0.1", port));
        commands = client.connect().sync();
    }

    /** Returns the processor time that the server has used since its start, in microseconds. */
    double cpuMicros() {
        return commands.info("cpu")
                        .lines()
                        .filter(line -> line.startsWith("used_cpu_user:") || line.startsWith("used_cpu_sys:"))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(':') + 1)))
                        .sum()
                * 1e6;
    }

    /** Returns the bytes of all keys, with their names and their overhead. */
    long bytes() {
        return commands.keys("*").stream().mapToLong(commands::memoryUsage).sum();
    }

    /** Counts the commands that the server runs during an action, by {@code MONITOR}. */
    Commands during(Runnable action) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
            socket.getOutputStream().write("MONITOR\r\n".getBytes(UTF_8));
            lines.readLine();
            action.run();
            commands.echo(END);
            long sent = 0;
            long total = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains(END)) {
                    return new Commands(sent, total);
                }
                total++;
                // For example: +1700000000.000001 [0 lua] "TIME"
                if (!line.contains(" lua] ")) {
                    sent++;
                }
            }
            throw new IllegalStateException("the server closed the connection");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
