package io.keystile.store;

import org.jspecify.annotations.Nullable;

/** Thrown if a store cannot answer or cannot store a change. It does not mean that a key is absent or invalid. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception; the message states what failed and, if possible, how to fix it. */
    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Creates an exception without a cause. */
    public StoreException(String message) {
        this(message, null);
    }
}
