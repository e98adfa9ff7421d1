package io.keystile.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test moves it. Thread-safe. */
final class TestClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-11-30T08:12:30Z");

    @Override
    public Instant instant() {
        return now;
    }

    /** Lets time pass. */
    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Sets the time. */
    void set(Instant time) {
        now = time;
    }
}
