package io.keystile.monitoring.alerts.rules;

import io.keystile.AuthEvent;
import io.keystile.monitoring.alerts.AlertMonitor;
import org.jspecify.annotations.Nullable;

/**
 * Knows one kind of misuse when it sees it. A rule remembers what it needs of earlier decisions, within a bound of its own;
 * its time is that of the events, so that the same events always give the same suspicions.
 *
 * <p>A rule belongs to one {@link AlertMonitor}, which calls it by one thread at a time.
 */
public interface AlertRule {
    /** Returns what the rule is called in alerts and settings: 1 to 40 lower-case letters, digits and dashes. */
    String name();

    /**
     * Looks at a decision. It is called for every decision, and says so for every one that is suspicious: making one
     * incident out of many suspicions is the monitor's business.
     *
     * @return what is suspicious, or null
     */
    @Nullable
    Suspicion judge(AuthEvent event);
}
