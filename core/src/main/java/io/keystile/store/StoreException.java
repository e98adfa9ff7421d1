package io.keystile.store;

import org.jspecify.annotations.Nullable;

/** A store could not answer, or could not keep a change. It says nothing about any key. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception whose message says what failed and, where somebody can do something, what. */
    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Creates an exception without a cause. */
    public StoreException(String message) {
        this(message, null);
    }
}
