package io.keystile.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Redis or Valkey server of a test, on 127.0.0.1 and a port that the system chooses. It can be paused, killed and
 * started again, to test what happens then. It keeps nothing on disk unless its options say so, and ends with this JVM.
 *
 * <p>The server program comes from a jar on the class path: {@code org.signal:embedded-redis} has Redis 7.0,
 * {@code com.github.codemonstur:embedded-redis} has Redis 6.2. Valkey, or any other version, is the program that the
 * system property {@code keystile.valkey} names.
 */
public final class RedisProcess implements AutoCloseable {

    /** A server program. */
    public enum Program {

        /** Redis 7.0, from {@code org.signal:embedded-redis}. */
        REDIS_7_0,

        /** Redis 6.2, from {@code com.github.codemonstur:embedded-redis}. */
        REDIS_6_2,

        /** The program that the system property {@code keystile.valkey} names. */
        VALKEY;

        /** Returns whether the program is there, for this operating system. */
        public boolean isAvailable() {
            return this == VALKEY ? System.getProperty("keystile.valkey") != null : resource() != null;
        }

        private @Nullable String resource() {
            String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
            String processor = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
            return Stream.of(this == REDIS_7_0 ? "7.0.15" : "6.2.6-v5", this == REDIS_7_0 ? "7.0.15" : "6.2.7")
                    .map(version -> "/redis-server-" + version + "-" + os + "-" + processor)
                    .filter(name -> RedisProcess.class.getResource(name) != null)
                    .findFirst()
                    .orElse(null);
        }
    }

    private static final Map<Program, Path> PROGRAMS = new ConcurrentHashMap<>();
    private static final int MAX_ATTEMPTS = 5;

    private final Path program;
    private final List<String> options;
    private final Path folder;
    private final Thread endsWithJvm = new Thread(this::end, "redis-process-end");
    private int port;
    private Process process;

    private RedisProcess(Path program, List<String> options, Path folder) throws IOException {
        this.program = program;
        this.options = options;
        this.folder = folder;
        this.process = launchOnFreePort();
        Runtime.getRuntime().addShutdownHook(endsWithJvm);
    }

    /** Starts Redis 7.0 with options as in {@code redis.conf}, for example {@code --maxmemory 2mb}. */
    public static RedisProcess start(String... options) {
        return start(Program.REDIS_7_0, options);
    }

    /**
     * Starts a server, and returns when it accepts connections.
     *
     * @param options options as on the command line, for example {@code "--maxmemory", "2mb"}
     * @throws IllegalStateException if the program is not there, or does not start
     */
    public static RedisProcess start(Program program, String... options) {
        try {
            Path executable = PROGRAMS.computeIfAbsent(program, RedisProcess::extract);
            return new RedisProcess(executable, List.of(options), Files.createTempDirectory("keystile-redis"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the port, which stays the same when the server is started again. */
    public int port() {
        return port;
    }

    /** Pauses the server: it does nothing, and its connections stay open. */
    public void pause() {
        signal("STOP");
    }

    /** Lets a paused server go on. */
    public void resume() {
        signal("CONT");
    }

    /** Kills the server, as a crash would. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Starts the server again on its port after {@link #kill}. It is empty, unless its options keep data on disk. */
    public void restart() {
        try {
            Process restarted = launch();
            if (restarted == null) {
                throw new IllegalStateException("port " + port + " is in use");
            }
            process = restarted;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills the server and deletes its folder. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(endsWithJvm);
        end();
    }

    private void end() {
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
            if (kill.onExit().join().exitValue() != 0) {
                throw new IllegalStateException("the server has ended");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launchOnFreePort() throws IOException {
        for (int i = 0; i < MAX_ATTEMPTS; i++) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = socket.getLocalPort();
            }
            Process launched = launch();
            if (launched != null) {
                return launched;
            }
        }
        throw new IllegalStateException("no free port");
    }

    /** Launches the server; returns null if another process has taken the port. */
    private @Nullable Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString(),
                "--save",
                ""));
        command.addAll(options);
        Process launched = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader output = launched.inputReader(StandardCharsets.UTF_8);
        StringBuilder read = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains("Ready to accept connections")) {
                drain(output);
                return launched;
            }
            read.append(line).append('\n');
        }
        if (read.indexOf("Address already in use") >= 0) {
            return null;
        }
        throw new IllegalStateException("the server did not start:\n" + read);
    }

    /** Reads the log to its end, so that the server never waits for a reader. */
    private static void drain(BufferedReader output) {
        Thread reader = new Thread(
                () -> {
                    try {
                        output.transferTo(Writer.nullWriter());
                    } catch (IOException e) {
                        // The server was killed.
                    }
                },
                "redis-process-log");
        reader.setDaemon(true);
        reader.start();
    }

    private static Path extract(Program program) {
        String property = System.getProperty("keystile.valkey");
        if (program == Program.VALKEY && property != null) {
            return Path.of(property);
        }
        String resource = program.resource();
        if (resource == null) {
            throw new IllegalStateException("no server program " + program + " for this system on the class path");
        }
        try (InputStream content = RedisProcess.class.getResourceAsStream(resource)) {
            Path file = Files.createTempFile("keystile-redis-server", "");
            file.toFile().deleteOnExit();
            Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
            if (!file.toFile().setExecutable(true)) {
                throw new IllegalStateException("cannot make " + file + " executable");
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
