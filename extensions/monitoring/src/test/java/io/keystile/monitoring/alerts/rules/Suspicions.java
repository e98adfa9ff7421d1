package io.keystile.monitoring.alerts.rules;

import io.keystile.AuthEvent;
import java.util.List;
import java.util.Objects;

/** Counts the suspicions of a rule. */
final class Suspicions {
    private Suspicions() {}

    /** Returns how many of the events the rule suspects. */
    static long count(AlertRule rule, List<AuthEvent> events) {
        return events.stream().map(rule::judge).filter(Objects::nonNull).count();
    }
}
