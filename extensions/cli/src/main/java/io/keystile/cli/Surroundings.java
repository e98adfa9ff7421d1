package io.keystile.cli;

import java.io.InputStream;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a command has of the world around it.
 *
 * @param in standard input
 * @param out standard output: what was asked for, and nothing else
 * @param err standard error: what people should know
 * @param environment environment variables
 * @param clock the time of day
 */
record Surroundings(InputStream in, Output out, Output err, Map<String, String> environment, InstantSource clock) {

    /** Returns an environment variable, or null if it is not set or blank. */
    @Nullable
    String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** Tells people something, in one line. */
    void tell(String message) {
        err.tryLine(Printable.of(message));
    }
}
