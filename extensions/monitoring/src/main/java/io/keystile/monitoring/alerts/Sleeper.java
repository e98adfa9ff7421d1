package io.keystile.monitoring.alerts;

import java.time.Duration;

/** Pauses the current thread. Tests replace it, so that they do not wait. */
@FunctionalInterface
interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
}
