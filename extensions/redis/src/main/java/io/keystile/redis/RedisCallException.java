package io.keystile.redis;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Thrown if a command to Redis has no usable reply. The message never contains an argument of the command. */
public final class RedisCallException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What is known about the command. */
    public enum Outcome {

        /** The command did not reach a server, for example because there is no connection. */
        NOT_SENT,

        /** The command may have been executed or not: the connection failed, or the reply is late. */
        UNKNOWN,

        /** The server replied with an error and did not execute the command. */
        REFUSED
    }

    private final Outcome outcome;

    /**
     * Creates an exception.
     *
     * @param message for {@link Outcome#REFUSED} the error reply of the server, otherwise what went wrong
     * @param cause the exception of the client, or null
     */
    public RedisCallException(Outcome outcome, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.outcome = Objects.requireNonNull(outcome, "outcome");
    }

    /** Returns what is known about the command. */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * Returns the first word of the server's error reply, for example {@code NOSCRIPT}, {@code OOM}, {@code READONLY}
     * or {@code LOADING}; an empty text unless the server refused the command.
     */
    public String code() {
        String message = outcome == Outcome.REFUSED ? Objects.requireNonNullElse(getMessage(), "") : "";
        int space = message.indexOf(' ');
        return space < 0 ? message : message.substring(0, space);
    }
}
