package io.keystile.monitoring.alerts;

import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.monitoring.alerts.rules.AlertRule;
import io.keystile.monitoring.alerts.rules.DormantKey;
import io.keystile.monitoring.alerts.rules.EndedKeyUse;
import io.keystile.monitoring.alerts.rules.LeakedKeyUse;
import io.keystile.monitoring.alerts.rules.ManyNetworks;
import io.keystile.monitoring.alerts.rules.NewNetwork;
import io.keystile.monitoring.alerts.rules.PlaintextKey;
import io.keystile.monitoring.alerts.rules.RateAboveBaseline;
import io.keystile.monitoring.alerts.rules.RefusedKey;
import io.keystile.monitoring.alerts.rules.RefusedOverall;
import io.keystile.monitoring.alerts.rules.UnknownIds;
import io.keystile.monitoring.alerts.rules.WrongSecrets;
import io.keystile.monitoring.internal.Arguments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts an {@link AlertMonitor} together. For one thread, and one monitor. */
public final class AlertMonitorBuilder {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,40}");
    private static final int STANDARD_PER_HOUR = 20;

    private final Map<String, AlertRule> rules = new LinkedHashMap<>();
    private final Map<String, AlertReaction> reactions = new LinkedHashMap<>();
    private final List<AlertListener> listeners = new ArrayList<>();
    private @Nullable KeyDisabler disabler;
    private Duration quiet;
    private int perHour = STANDARD_PER_HOUR;

    AlertMonitorBuilder(Duration quiet) {
        this.quiet = quiet;
    }

    /**
     * Adds every rule of this package with its standard thresholds, except {@link LeakedKeyUse}, which is of use only where
     * something feeds it.
     */
    public AlertMonitorBuilder standardRules() {
        return rule(new RateAboveBaseline())
                .rule(new NewNetwork())
                .rule(new ManyNetworks())
                .rule(new DormantKey())
                .rule(new EndedKeyUse())
                .rule(new WrongSecrets())
                .rule(new UnknownIds())
                .rule(new RefusedKey())
                .rule(new RefusedOverall())
                .rule(new PlaintextKey());
    }

    /**
     * Adds a rule, in place of one of the same name, whose reaction stays; without one, it alerts.
     *
     * @throws IllegalArgumentException if its name is not written as it has to be, or is one of the monitor's own
     */
    public AlertMonitorBuilder rule(AlertRule rule) {
        String name = rule.name();
        if (!NAME.matcher(name).matches() || OwnAlerts.NAMES.contains(name)) {
            throw new IllegalArgumentException(
                    "A rule's name has 1 to 40 lower-case letters, digits and dashes, and is none of "
                            + OwnAlerts.NAMES);
        }
        rules.put(name, rule);
        reactions.putIfAbsent(name, AlertReaction.ALERT);
        return this;
    }

    /**
     * Says what is done when a rule suspects something.
     *
     * @param name of a rule that has been added
     * @throws IllegalArgumentException if there is none of that name
     */
    public AlertMonitorBuilder reaction(String name, AlertReaction reaction) {
        if (!rules.containsKey(name)) {
            throw new IllegalArgumentException("There is no such rule among " + rules.keySet());
        }
        reactions.put(name, reaction);
        return this;
    }

    /** Adds somebody who is told. */
    public AlertMonitorBuilder listener(AlertListener listener) {
        listeners.add(listener);
        return this;
    }

    /**
     * Says how keys are disabled, which is needed for {@link AlertReaction#DISABLE_KEY}. Each monitor, and so each node, counts
     * by itself.
     *
     * @param keys where; its audit listeners are told
     * @param actor who is named in the audit, and may disable keys of every workspace that is watched
     * @param perHour how many keys are disabled within an hour at most, at least 1; beyond, there are only alerts
     * @throws IllegalArgumentException if {@code perHour} is less than 1
     */
    public AlertMonitorBuilder disableKeysWith(ApiKeys keys, Actor actor, int perHour) {
        disabler = new KeyDisabler(keys, actor, Arguments.atLeast(1, perHour, "The number of keys an hour"));
        return this;
    }

    /**
     * Says after how long without a suspicion an incident is over; an hour, if it is not said.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public AlertMonitorBuilder endAfter(Duration newQuiet) {
        quiet = Arguments.positive(newQuiet, "The quiet time");
        return this;
    }

    /**
     * Says how many alerts a rule may have within an hour at most, those not counted that end an incident; 20, if it is not
     * said. So all rules together have at most as many as that times their number.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public AlertMonitorBuilder alertsPerRuleAndHour(int alerts) {
        perHour = Arguments.atLeast(1, alerts, "The number of alerts an hour");
        return this;
    }

    /**
     * Returns the monitor.
     *
     * @throws IllegalStateException if a rule is to disable keys, and it has not been said how
     */
    public AlertMonitor build() {
        AlertListener all = new AlertListeners(listeners);
        OwnAlerts own = new OwnAlerts(quiet, perHour, all);
        List<WatchedRule> watched = new ArrayList<>();
        rules.forEach((name, rule) -> {
            AlertReaction reaction = reactions.getOrDefault(name, AlertReaction.ALERT);
            if (reaction != AlertReaction.NOTHING) {
                IncidentBook book = new IncidentBook(name, quiet, perHour, all);
                watched.add(new WatchedRule(rule, book, own, disablerFor(name, reaction)));
            }
        });
        return new AlertMonitor(watched, own);
    }

    private @Nullable KeyDisabler disablerFor(String rule, AlertReaction reaction) {
        if (reaction != AlertReaction.DISABLE_KEY) {
            return null;
        }
        if (disabler == null) {
            throw new IllegalStateException("The rule " + rule + " is to disable keys: call disableKeysWith");
        }
        return disabler;
    }
}
