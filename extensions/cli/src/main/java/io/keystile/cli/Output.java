package io.keystile.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** A buffered stream of UTF-8 lines. Unlike {@code PrintStream}, it reports failed writes. */
final class Output {
    private final BufferedOutputStream stream;

    Output(OutputStream stream) {
        this.stream = new BufferedOutputStream(stream);
    }

    /**
     * Writes a line to the buffer.
     *
     * @throws UncheckedIOException if the buffer is full and cannot be written
     */
    void line(String text) {
        bytes((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes bytes to the buffer.
     *
     * @throws UncheckedIOException if the buffer is full and cannot be written
     */
    void bytes(byte[] bytes) {
        try {
            stream.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /**
     * Writes the buffer to the stream.
     *
     * @throws UncheckedIOException if it cannot be written
     */
    void flush() {
        try {
            stream.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** Writes a line and flushes the buffer. Ignores a failure. */
    void tryLine(String text) {
        try {
            line(text);
            flush();
        } catch (UncheckedIOException e) {
            // No stream is left to report it on.
        }
    }

    /**
     * Returns a writer to this output. It neither flushes nor closes the output, because picocli prints a stack trace
     * if a flush throws.
     */
    Writer asWriter() {
        return new Writer() {
            @Override
            public void write(char[] buffer, int offset, int length) {
                bytes(new String(buffer, offset, length).getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
