package io.keystile.spring.webflux;

import io.keystile.Decision;
import io.keystile.Decision.Granted;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/**
 * A decision that another thread makes. Ends once: by the subscriber's cancellation, or by the decision. The thread is
 * never interrupted, because others may wait for the same look-up, and some drivers close their files when interrupted.
 */
final class PendingDecision {
    private final MonoSink<Decision> sink;
    private final Consumer<Granted> refund;
    private final AtomicBoolean ended = new AtomicBoolean();

    PendingDecision(MonoSink<Decision> sink, Consumer<Granted> refund) {
        this.sink = sink.onCancel(() -> ended.set(true));
        this.refund = refund;
    }

    /** Decides, unless the subscriber has cancelled, and passes the decision on in a thread that must not block. */
    void decide(Supplier<Decision> decider) {
        if (ended.get()) {
            return;
        }
        try {
            Decision decision = decider.get();
            Schedulers.parallel().schedule(() -> passOn(decision));
        } catch (RuntimeException e) {
            sink.error(e);
        }
    }

    private void passOn(Decision decision) {
        if (ended.compareAndSet(false, true)) {
            sink.success(decision);
        } else if (decision instanceof Granted granted) {
            refund.accept(granted);
        }
    }
}
