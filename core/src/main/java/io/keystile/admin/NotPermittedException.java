package io.keystile.admin;

/**
 * Thrown if an actor may not make a change; nothing was changed. The message states the reason and contains no secret.
 */
public final class NotPermittedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotPermittedException(String message) {
        super(message);
    }
}
