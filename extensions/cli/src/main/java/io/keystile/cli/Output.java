package io.keystile.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** A stream of UTF-8 lines. Unlike a {@code PrintStream}, it says when nobody takes them. */
final class Output {
    private final BufferedOutputStream stream;

    Output(OutputStream stream) {
        this.stream = new BufferedOutputStream(stream);
    }

    /**
     * Writes a line, sooner or later.
     *
     * @throws UncheckedIOException if it cannot be written, as all methods do
     */
    void line(String text) {
        bytes((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void bytes(byte[] bytes) {
        try {
            stream.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    void flush() {
        try {
            stream.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** Writes a line at once, if that is possible. */
    void tryLine(String text) {
        try {
            line(text);
            flush();
        } catch (UncheckedIOException e) {
            // There is nowhere left to say it.
        }
    }

    /**
     * Returns this output as a writer, which neither closes nor flushes it: picocli answers what a flush throws with a stack
     * trace.
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
