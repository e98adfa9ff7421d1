package io.keystile;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Logs at most one warning in ten seconds, so that failures under load do not fill the disk. Counts the others and
 * reports the count with the next warning. Thread-safe.
 */
final class OccasionalLog {
    private static final long INTERVAL_NANOS = 10_000_000_000L;

    private final LongSupplier nanoClock;
    private final AtomicLong nextAt;
    private final AtomicLong suppressed = new AtomicLong();

    OccasionalLog(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.nextAt = new AtomicLong(nanoClock.getAsLong());
    }

    /**
     * Logs a warning unless one was logged recently. Never throws, even if logging fails: a decision does not depend on
     * it.
     */
    void warn(Logger log, String message, @Nullable Throwable cause) {
        warn(log, () -> message, cause);
    }

    /** Logs a warning like {@link #warn(Logger, String, Throwable)}, whose text is made only if it is logged. */
    void warn(Logger log, Supplier<String> message, @Nullable Throwable cause) {
        long now = nanoClock.getAsLong();
        long due = nextAt.get();
        if (now - due >= 0 && nextAt.compareAndSet(due, now + INTERVAL_NANOS)) {
            try {
                long silent = suppressed.getAndSet(0);
                log.warn(
                        "{}{}",
                        message.get(),
                        silent == 0 ? "" : " (and " + silent + " similar ones, not logged)",
                        cause);
            } catch (RuntimeException | Error e) { // for example a full disk, or a toString that throws
                suppressed.incrementAndGet();
            }
        } else {
            suppressed.incrementAndGet();
        }
    }
}
