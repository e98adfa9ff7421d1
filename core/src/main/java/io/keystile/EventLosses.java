package io.keystile;

import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the events that a listener did not receive or failed to process. Thread-safe. */
final class EventLosses {
    private static final Logger LOG = LoggerFactory.getLogger(EventLosses.class);

    private final LongAdder lost = new LongAdder();
    private final OccasionalLog log;

    EventLosses(OccasionalLog log) {
        this.log = log;
    }

    void dropped() {
        lost.increment();
        log.warn(LOG, "Events are dropped; a listener is too slow, or closed", null);
    }

    /** Passes the event to {@code listener}. Counts and logs anything that it throws. */
    @SuppressWarnings("CatchAndPrintStackTrace")
    void guard(AuthListener listener, AuthEvent event) {
        try {
            listener.onDecision(event);
        } catch (Throwable e) { // not even an Error in a listener may stop a request
            lost.increment();
            log.warn(LOG, "A listener failed", e);
        }
    }

    /** Reports {@code missed} lost events to {@code listener}. Logs anything that it throws. */
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
