package io.keystile.cli;

import java.io.InputStream;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The streams, environment variables and clock of a command.
 *
 * @param in standard input
 * @param out standard output, for the result only
 * @param err standard error, for messages to the user
 * @param environment environment variables
 * @param clock the source of the current time
 */
record Surroundings(InputStream in, Output out, Output err, Map<String, String> environment, InstantSource clock) {

    /** Returns an environment variable, or null if it is not set or blank. */
    @Nullable
    String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** Writes a message to standard error, in one line. A failure to write it is ignored. */
    void tell(String message) {
        err.tryLine(Printable.of(message));
    }
}
