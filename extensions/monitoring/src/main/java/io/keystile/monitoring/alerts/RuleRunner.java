package io.keystile.monitoring.alerts;

import io.keystile.AuthEvent;
import io.keystile.monitoring.alerts.KeyDisabler.Outcome;
import io.keystile.monitoring.alerts.rules.AlertRule;
import io.keystile.monitoring.alerts.rules.Suspicion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one rule: judges each decision, disables the key if that is the reaction, and reports. Not thread-safe. */
final class RuleRunner {
    private static final Logger LOG = LoggerFactory.getLogger(AlertMonitor.class);

    private final AlertRule rule;
    private final OpenIncidents incidents;
    private final SelfAlerts selfAlerts;
    /** Null if the reaction is only to alert. */
    private final @Nullable KeyDisabler disabler;

    private boolean failureLogged;

    RuleRunner(AlertRule rule, OpenIncidents incidents, SelfAlerts selfAlerts, @Nullable KeyDisabler disabler) {
        this.rule = rule;
        this.incidents = incidents;
        this.selfAlerts = selfAlerts;
        this.disabler = disabler;
    }

    void observe(AuthEvent event) {
        Instant now = event.time();
        incidents.endQuietIncidents(now);
        Suspicion suspicion = judge(event);
        if (suspicion == null) {
            return;
        }
        Incident incident = incidents.add(suspicion, now, 1);
        if (disabler != null
                && suspicion.verified()
                && suspicion.keyId() != null
                && incident.startDisableAttempt(now)) {
            Outcome outcome = disabler.disable(suspicion.keyId(), now);
            if (outcome == Outcome.DISABLED) {
                incident.markKeyDisabled();
            } else if (outcome == Outcome.LIMIT_REACHED) {
                selfAlerts.keyNotDisabled(suspicion.keyId(), rule.name(), now);
            }
        }
        if (incidents.reportIfDue(incident, now)) {
            selfAlerts.alertHeldBack(rule.name(), now);
        }
    }

    void endQuietIncidents(Instant now) {
        incidents.endQuietIncidents(now);
    }

    void endAll() {
        incidents.endAll();
    }

    /** A rule that throws must not keep the other rules from judging the decision. Only its first failure is logged. */
    private @Nullable Suspicion judge(AuthEvent event) {
        try {
            return rule.judge(event);
        } catch (RuntimeException e) {
            if (!failureLogged) {
                LOG.warn("Rule {} failed; its further failures are not logged", rule.name(), e);
            }
            failureLogged = true;
            return null;
        }
    }
}
