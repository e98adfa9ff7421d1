package io.keystile.spring.webflux;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/**
 * A result that another thread computes. Ends once: by the subscriber's cancellation, or by the result. The thread is
 * never interrupted, because others may wait for the same look-up, and some drivers close their files when interrupted.
 */
final class PendingResult<T> {
    private final MonoSink<T> sink;
    private final Consumer<T> onLate;
    private final AtomicBoolean ended = new AtomicBoolean();

    /** Creates a result of {@code sink}. If it comes after the cancellation, {@code onLate} gets it instead. */
    PendingResult(MonoSink<T> sink, Consumer<T> onLate) {
        this.sink = sink.onCancel(() -> ended.set(true));
        this.onLate = onLate;
    }

    /** Computes the result, unless the subscriber has cancelled, and passes it on in a thread that must not block. */
    void compute(Supplier<T> supplier) {
        if (ended.get()) {
            return;
        }
        try {
            T result = supplier.get();
            Schedulers.parallel().schedule(() -> passOn(result));
        } catch (RuntimeException e) {
            sink.error(e);
        }
    }

    private void passOn(T result) {
        if (ended.compareAndSet(false, true)) {
            sink.success(result);
        } else {
            onLate.accept(result);
        }
    }
}
