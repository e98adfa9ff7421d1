package io.keystile.admin;

/**
 * Thrown if a record has changed since the actor read it. The actor's change was not made: read the record again, and
 * repeat the change if it is still wanted. A transaction of the application that sees the past, as those of MySQL do by
 * default, would read the same record again: roll it back, and begin a new one.
 */
public final class ConcurrentChangeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConcurrentChangeException(String what, Object seen) {
        super(what + " has changed since version " + seen
                + ", or no longer exists; read it again, and in a transaction begin a new one");
    }
}
