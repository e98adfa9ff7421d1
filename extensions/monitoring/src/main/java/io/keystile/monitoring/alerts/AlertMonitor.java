package io.keystile.monitoring.alerts;

import io.keystile.AuthEvent;
import io.keystile.AuthListener;
import io.keystile.monitoring.alerts.rules.AlertRule;
import java.time.Duration;
import java.util.List;

/**
 * Looks for misuse in the stream of decisions, and tells who wants to know. To be registered with
 * {@code AuthenticatorBuilder.listener}, so that it works in a thread of its own.
 *
 * <p>Each {@link AlertRule} looks at each decision. What one rule suspects of one subject is one incident, and is told when it
 * begins, when it has grown tenfold (at most every 15 minutes) or become more severe, and when nothing was seen of it for a
 * while. A rule that has more to tell than its bound within an hour is held back, and that is told: what outsiders can
 * provoke neither floods the listeners nor hides the alerts of other rules. An incident that was held back is told with its next
 * suspicion that is within the bound. Each rule has at most 1,000 open incidents; the one that was quiet for longest ends first.
 *
 * <p>Besides its rules' names, alerts have these: {@code alerts-held-back}; {@code keys-not-disabled}, when the breaker has
 * stopped a reaction; {@code decisions-missed}, when the queue was full.
 *
 * <p>Time is that of the events, so that an incident ends with the first decision after its quiet time. All is kept in memory:
 * a restart forgets it, and each node watches what it decides itself. Thread-safe.
 */
public final class AlertMonitor implements AuthListener {
    private final List<WatchedRule> rules;
    private final OwnAlerts own;
    private long missed;

    AlertMonitor(List<WatchedRule> rules, OwnAlerts own) {
        this.rules = List.copyOf(rules);
        this.own = own;
    }

    /** Starts a monitor that has no rule and no listener yet, and whose incidents end after an hour of quiet. */
    public static AlertMonitorBuilder builder() {
        return new AlertMonitorBuilder(Duration.ofHours(1));
    }

    @Override
    public synchronized void onDecision(AuthEvent event) {
        own.endQuiet(event.time());
        if (missed > 0) {
            own.missed(missed, event.time());
            missed = 0;
        }
        for (WatchedRule rule : rules) {
            rule.observe(event);
        }
    }

    @Override
    public synchronized void onLoss(long events) {
        missed += events;
    }
}
