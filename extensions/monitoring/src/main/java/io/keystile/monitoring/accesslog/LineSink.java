package io.keystile.monitoring.accesslog;

import java.io.IOException;

/** A destination for lines of text. Implementations need not be thread-safe. */
interface LineSink extends AutoCloseable {
    /**
     * Writes a line.
     *
     * @param line without a line terminator
     * @throws IOException if the line could not be written
     */
    void write(String line) throws IOException;

    @Override
    default void close() throws IOException {}
}
