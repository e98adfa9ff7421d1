package io.keystile.monitoring.alerts.rules;

import io.keystile.AuthEvent;
import java.util.List;
import java.util.Objects;

/** What a rule makes of events. */
final class Judging {
    private Judging() {}

    /** Returns how many of the events are suspicious. */
    static long count(AlertRule rule, List<AuthEvent> events) {
        return events.stream().map(rule::judge).filter(Objects::nonNull).count();
    }
}
