package io.keystile.monitoring.alerts;

import java.time.Duration;

/** Waits; so that tests do not have to. */
@FunctionalInterface
interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
}
