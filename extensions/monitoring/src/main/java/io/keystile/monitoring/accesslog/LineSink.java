package io.keystile.monitoring.accesslog;

import java.io.IOException;

/** Where lines go. For one thread. */
interface LineSink extends AutoCloseable {
    /**
     * Writes a line, which has no line end.
     *
     * @throws IOException if it could not be written
     */
    void write(String line) throws IOException;

    @Override
    default void close() throws IOException {}
}
