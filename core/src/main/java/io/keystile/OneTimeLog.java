package io.keystile;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;

/** Logs one warning, for advice on a set-up of which every request could be an example. Thread-safe. */
final class OneTimeLog {
    private final AtomicBoolean logged = new AtomicBoolean();

    /** Logs the first warning. Never throws, even if logging fails: a decision does not depend on it. */
    void warn(Logger log, Supplier<String> message) {
        if (logged.compareAndSet(false, true)) {
            try {
                log.warn("{} This is logged once.", message.get());
            } catch (RuntimeException | Error e) { // for example a full disk
                logged.set(false);
            }
        }
    }
}
