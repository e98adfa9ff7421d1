package io.keystile;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Logs a repeated warning at most once in ten seconds, so that trouble under load does not fill a disk. */
final class OccasionalLog {
    private static final long INTERVAL_NANOS = 10_000_000_000L;

    private final LongSupplier nanoClock;
    private final AtomicLong nextAt;
    private final AtomicLong suppressed = new AtomicLong();

    OccasionalLog(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.nextAt = new AtomicLong(nanoClock.getAsLong());
    }

    /** Never throws, whatever the log does: no line is worth a decision. */
    void warn(Logger log, String message, @Nullable Throwable cause) {
        long now = nanoClock.getAsLong();
        long due = nextAt.get();
        if (now - due >= 0 && nextAt.compareAndSet(due, now + INTERVAL_NANOS)) {
            try {
                long silent = suppressed.getAndSet(0);
                log.warn("{}{}", message, silent == 0 ? "" : " (and " + silent + " like it, not logged)", cause);
            } catch (RuntimeException | Error e) { // a full disk, or an exception that cannot say what it is
                suppressed.incrementAndGet();
            }
        } else {
            suppressed.incrementAndGet();
        }
    }
}
