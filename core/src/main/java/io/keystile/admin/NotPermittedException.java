package io.keystile.admin;

/** An actor may not do this; nothing has changed. Its message says why, and holds no secret. */
public final class NotPermittedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotPermittedException(String message) {
        super(message);
    }
}
