package io.keystile.admin;

/** A record has changed since the actor looked at it; nothing of theirs has been changed. Look again, and decide anew. */
public final class ConcurrentChangeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConcurrentChangeException(String what, long seen) {
        super(what + " has changed since version " + seen + ", or is gone; look at it again");
    }
}
