package io.keystile.monitoring.alerts;

import io.keystile.AuthEvent;
import io.keystile.AuthListener;
import io.keystile.monitoring.alerts.rules.AlertRule;
import java.time.Duration;
import java.util.List;

/**
 * Detects misuse in the stream of decisions and reports it to {@link AlertListener}s. Register it with
 * {@code AuthenticatorBuilder.listener}, so that it runs in a thread of its own. Thread-safe.
 *
 * <p>Each {@link AlertRule} judges each decision. All suspicions of one rule about one subject form one incident. An
 * incident is reported when it opens; when it has grown tenfold since the last report (at most every 15 minutes), has
 * become more severe or has led to a disabled key; and when it ends, after a quiet period without a suspicion.
 *
 * <p>Each rule has a limit of alerts per hour. Further alerts are held back, and an {@code alerts-held-back} alert
 * reports that. An incident whose first alert was held back is reported with its next suspicion within the limit. Each
 * rule has at most 1,000 open incidents; a further one ends the incident that was quiet for longest. The limits hold
 * for each rule separately, so a flood that outsiders provoke neither floods the listeners nor hides other alerts.
 *
 * <p>The monitor raises three alerts of its own: {@code alerts-held-back}; {@code keys-not-disabled}, when the limit of
 * disabled keys per hour was reached; {@code decisions-missed}, when its queue was full and decisions were not judged.
 *
 * <p>The only clock is the time of the events, so an incident ends with the first decision after its quiet period. All
 * state is in memory: a restart discards it, and each node watches only its own decisions.
 */
public final class AlertMonitor implements AuthListener {
    private final List<RuleRunner> rules;
    private final SelfAlerts selfAlerts;
    private long missedDecisions;

    AlertMonitor(List<RuleRunner> rules, SelfAlerts selfAlerts) {
        this.rules = List.copyOf(rules);
        this.selfAlerts = selfAlerts;
    }

    /** Returns a builder without rules and listeners. Its quiet period is one hour. */
    public static AlertMonitorBuilder builder() {
        return new AlertMonitorBuilder(Duration.ofHours(1));
    }

    @Override
    public synchronized void onDecision(AuthEvent event) {
        selfAlerts.endQuietIncidents(event.time());
        if (missedDecisions > 0) {
            selfAlerts.decisionsMissed(missedDecisions, event.time());
            missedDecisions = 0;
        }
        for (RuleRunner rule : rules) {
            rule.observe(event);
        }
    }

    @Override
    public synchronized void onLoss(long events) {
        missedDecisions += events;
    }
}
