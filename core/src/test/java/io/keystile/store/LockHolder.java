package io.keystile.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Another process that holds the lock on a file until it is closed. */
final class LockHolder implements AutoCloseable {
    private final Process process;

    private LockHolder(Process process) {
        this.process = process;
    }

    /** Takes the file, says that it is locked, and holds the lock until standard input ends. */
    public static void main(String[] args) throws IOException {
        try (FileChannel channel =
                FileChannel.open(Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            System.out.println(channel.lock().isValid() ? "locked" : "not locked");
            while (System.in.read() >= 0) {
                // waits
            }
        }
    }

    static LockHolder of(Path file) throws IOException {
        Process process = WriterProcess.start(LockHolder.class, file.toString());
        var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        if (!"locked".equals(output.readLine())) {
            throw new IOException("The other process did not lock " + file);
        }
        return new LockHolder(process);
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
    }
}
