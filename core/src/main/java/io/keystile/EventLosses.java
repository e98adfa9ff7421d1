package io.keystile;

import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the events that a listener did not hear, or choked on. Thread-safe. */
final class EventLosses {
    private static final Logger LOG = LoggerFactory.getLogger(ApiKeyAuthenticator.class);

    private final LongAdder lost = new LongAdder();
    private final OccasionalLog log;

    EventLosses(OccasionalLog log) {
        this.log = log;
    }

    void dropped() {
        lost.increment();
        log.warn(LOG, "Events are dropped; a listener is too slow, or closed", null);
    }

    /** Tells {@code listener}, whatever it throws. */
    @SuppressWarnings("CatchAndPrintStackTrace")
    void guard(AuthListener listener, AuthEvent event) {
        try {
            listener.onDecision(event);
        } catch (Throwable e) { // also an Error of the listener's must not stop a request
            lost.increment();
            log.warn(LOG, "A listener failed", e);
        }
    }

    /** Tells {@code listener} that it missed so many, whatever it throws. */
    @SuppressWarnings("CatchAndPrintStackTrace")
    void guardLoss(AuthListener listener, long missed) {
        try {
            listener.onLoss(missed);
        } catch (Throwable e) {
            log.warn(LOG, "A listener failed", e);
        }
    }

    long count() {
        return lost.sum();
    }
}
