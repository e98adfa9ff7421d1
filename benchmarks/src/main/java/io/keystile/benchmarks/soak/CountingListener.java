package io.keystile.benchmarks.soak;

import io.keystile.AuthEvent;
import io.keystile.AuthListener;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the events that a listener receives, and those that are reported to it as lost. */
final class CountingListener implements AuthListener {
    private final AuthListener listener;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();

    CountingListener(AuthListener listener) {
        this.listener = listener;
    }

    @Override
    public void onDecision(AuthEvent event) {
        received.incrementAndGet();
        listener.onDecision(event);
    }

    @Override
    public void onLoss(long events) {
        lost.addAndGet(events);
        listener.onLoss(events);
    }

    long received() {
        return received.get();
    }

    long lost() {
        return lost.get();
    }
}
