package io.keystile.monitoring.alerts;

import io.keystile.AuthEvent;
import io.keystile.monitoring.alerts.KeyDisabler.Outcome;
import io.keystile.monitoring.alerts.rules.AlertRule;
import io.keystile.monitoring.alerts.rules.Suspicion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A rule at work: from a decision to what is told and done. For one thread. */
final class WatchedRule {
    private static final Logger LOG = LoggerFactory.getLogger(AlertMonitor.class);

    private final AlertRule rule;
    private final IncidentBook book;
    private final OwnAlerts own;
    /** Null where the reaction is only to tell. */
    private final @Nullable KeyDisabler disabler;

    private boolean failed;

    WatchedRule(AlertRule rule, IncidentBook book, OwnAlerts own, @Nullable KeyDisabler disabler) {
        this.rule = rule;
        this.book = book;
        this.own = own;
        this.disabler = disabler;
    }

    void observe(AuthEvent event) {
        Instant now = event.time();
        book.endQuiet(now);
        Suspicion suspicion = judge(event);
        if (suspicion == null) {
            return;
        }
        Incident incident = book.note(suspicion, now, 1);
        if (disabler != null && suspicion.verified() && suspicion.keyId() != null && incident.takeTry(now)) {
            Outcome outcome = disabler.disable(suspicion.keyId(), now);
            if (outcome == Outcome.DISABLED) {
                incident.markDisabled();
            } else if (outcome == Outcome.TOO_MANY) {
                own.notDisabled(suspicion.keyId(), rule.name(), now);
            }
        }
        if (book.tell(incident, now)) {
            own.heldBack(rule.name(), now);
        }
    }

    /** A rule that fails must not keep the others from seeing the decision; it is logged once. */
    private @Nullable Suspicion judge(AuthEvent event) {
        try {
            return rule.judge(event);
        } catch (RuntimeException e) {
            if (!failed) {
                LOG.warn("The rule {} failed; its further failures are not logged", rule.name(), e);
            }
            failed = true;
            return null;
        }
    }
}
