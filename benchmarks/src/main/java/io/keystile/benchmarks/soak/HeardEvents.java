package io.keystile.benchmarks.soak;

import io.keystile.AuthEvent;
import io.keystile.AuthListener;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a listener hears, and what it is told that it missed. */
final class HeardEvents implements AuthListener {
    private final AuthListener listener;
    private final AtomicLong heard = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();

    HeardEvents(AuthListener listener) {
        this.listener = listener;
    }

    @Override
    public void onDecision(AuthEvent event) {
        heard.incrementAndGet();
        listener.onDecision(event);
    }

    @Override
    public void onLoss(long events) {
        missed.addAndGet(events);
        listener.onLoss(events);
    }

    long heard() {
        return heard.get();
    }

    long missed() {
        return missed.get();
    }
}
