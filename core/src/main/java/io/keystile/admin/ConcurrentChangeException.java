package io.keystile.admin;

/**
 * Thrown if a record has changed since the actor read it. The actor's change was not made: read the record again, and
 * repeat the change if it is still wanted.
 */
public final class ConcurrentChangeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConcurrentChangeException(String what, long seen) {
        super(what + " has changed since version " + seen + ", or no longer exists; read it again");
    }
}
