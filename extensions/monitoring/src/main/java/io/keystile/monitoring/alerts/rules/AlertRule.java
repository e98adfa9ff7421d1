package io.keystile.monitoring.alerts.rules;

import io.keystile.AuthEvent;
import org.jspecify.annotations.Nullable;

/**
 * Detects one kind of misuse. A rule may keep state from earlier decisions, within a bound of its own. Its only clock
 * is the time of the events, so the same events always give the same suspicions.
 *
 * <p>A rule belongs to one {@code AlertMonitor}, which calls it from one thread at a time.
 */
public interface AlertRule {
    /** Returns the name of the rule in alerts and settings: 1 to 40 lower-case letters, digits and dashes. */
    String name();

    /**
     * Judges a decision. The monitor calls this for every decision, and a rule returns a suspicion for every suspicious
     * one. The monitor combines suspicions into incidents.
     *
     * @return the suspicion, or null if the decision is not suspicious
     */
    @Nullable
    Suspicion judge(AuthEvent event);
}
