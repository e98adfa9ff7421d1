package io.keystile.examples.quickstart;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The clock of the machine. While traffic of the past is replayed, it stands at a time in the past. Thread-safe. */
final class ReplayClock implements InstantSource {
    private final Instant start = Instant.now();
    private final long startNanos = System.nanoTime();

    private volatile @Nullable Instant past;

    @Override
    public Instant instant() {
        Instant at = past;
        return at == null ? Instant.now() : at;
    }

    /** Returns a time in nanoseconds as {@link System#nanoTime} does; in the past it is earlier by as much. */
    long nanoTime() {
        Instant at = past;
        return at == null
                ? System.nanoTime()
                : startNanos - Duration.between(at, start).toNanos();
    }

    /** Returns when the clock was made. */
    Instant start() {
        return start;
    }

    /** Stands at {@code time}, which is not after the start. */
    void standAt(Instant time) {
        past = time;
    }

    /** Runs as the clock of the machine does. */
    void run() {
        past = null;
    }
}
