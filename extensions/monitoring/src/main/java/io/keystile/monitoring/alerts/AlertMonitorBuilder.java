package io.keystile.monitoring.alerts;

import io.keystile.admin.Actor;
import io.keystile.admin.ApiKeys;
import io.keystile.monitoring.alerts.rules.AlertRule;
import io.keystile.monitoring.alerts.rules.DeniedKey;
import io.keystile.monitoring.alerts.rules.DeniedOverall;
import io.keystile.monitoring.alerts.rules.DormantKey;
import io.keystile.monitoring.alerts.rules.EndedKeyUse;
import io.keystile.monitoring.alerts.rules.LeakedKeyUse;
import io.keystile.monitoring.alerts.rules.ManyNetworks;
import io.keystile.monitoring.alerts.rules.NewNetwork;
import io.keystile.monitoring.alerts.rules.PlaintextKey;
import io.keystile.monitoring.alerts.rules.RateAboveBaseline;
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

/**
 * Builds an {@link AlertMonitor}. Not thread-safe. Use a builder for one monitor only, because monitors must not share
 * rules.
 */
public final class AlertMonitorBuilder {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,40}");
    private static final int DEFAULT_ALERTS_PER_HOUR = 20;

    private final Map<String, AlertRule> rules = new LinkedHashMap<>();
    private final Map<String, AlertReaction> reactions = new LinkedHashMap<>();
    private final List<AlertListener> listeners = new ArrayList<>();
    private @Nullable KeyDisabler disabler;
    private Duration quietPeriod;
    private int alertsPerHour = DEFAULT_ALERTS_PER_HOUR;

    AlertMonitorBuilder(Duration quietPeriod) {
        this.quietPeriod = quietPeriod;
    }

    /**
     * Adds every rule of {@code io.keystile.monitoring.alerts.rules} with its standard thresholds, except
     * {@link LeakedKeyUse}, which needs a source of leaked keys.
     */
    public AlertMonitorBuilder standardRules() {
        return rule(new RateAboveBaseline())
                .rule(new NewNetwork())
                .rule(new ManyNetworks())
                .rule(new DormantKey())
                .rule(new EndedKeyUse())
                .rule(new WrongSecrets())
                .rule(new UnknownIds())
                .rule(new DeniedKey())
                .rule(new DeniedOverall())
                .rule(new PlaintextKey());
    }

    /**
     * Adds a rule. It replaces a rule of the same name and keeps that rule's reaction; otherwise its reaction is
     * {@link AlertReaction#ALERT}.
     *
     * @throws IllegalArgumentException if the rule's name is malformed, or is that of an alert of the monitor itself
     */
    public AlertMonitorBuilder rule(AlertRule rule) {
        String name = rule.name();
        if (!NAME.matcher(name).matches() || SelfAlerts.NAMES.contains(name)) {
            throw new IllegalArgumentException(
                    "A rule's name must have 1 to 40 lower-case letters, digits and dashes; reserved names are "
                            + SelfAlerts.NAMES);
        }
        rules.put(name, rule);
        reactions.putIfAbsent(name, AlertReaction.ALERT);
        return this;
    }

    /**
     * Sets what happens when a rule suspects misuse.
     *
     * @param name the name of a rule that was added before
     * @throws IllegalArgumentException if no rule of that name was added
     */
    public AlertMonitorBuilder reaction(String name, AlertReaction reaction) {
        if (!rules.containsKey(name)) {
            throw new IllegalArgumentException("No rule is named " + name + "; the rules are " + rules.keySet());
        }
        reactions.put(name, reaction);
        return this;
    }

    /** Adds a listener, which receives every alert. */
    public AlertMonitorBuilder listener(AlertListener listener) {
        listeners.add(listener);
        return this;
    }

    /**
     * Sets how keys are disabled. {@link AlertReaction#DISABLE_KEY} requires this. The limit holds for each monitor,
     * and therefore for each node, separately.
     *
     * @param keys the administration that disables the keys and notifies its audit listeners
     * @param actor the actor that the audit names; must be permitted to disable the keys of every watched workspace
     * @param perHour the maximum number of keys disabled within an hour, at least 1; beyond it there are only alerts
     * @throws IllegalArgumentException if {@code perHour} is less than 1
     */
    public AlertMonitorBuilder disableKeysWith(ApiKeys keys, Actor actor, int perHour) {
        disabler = new KeyDisabler(keys, actor, Arguments.atLeast(1, perHour, "The number of keys an hour"));
        return this;
    }

    /**
     * Sets the quiet period: how long after its last suspicion an incident ends. The default is one hour.
     *
     * @throws IllegalArgumentException if the period is not positive
     */
    public AlertMonitorBuilder endAfter(Duration quiet) {
        quietPeriod = Arguments.positive(quiet, "The quiet period");
        return this;
    }

    /**
     * Sets the maximum number of alerts of each rule within an hour. The default is 20. Alerts that end an incident are
     * not counted. All rules together therefore raise at most this number times the number of rules. The limit also
     * holds for each of the monitor's own alerts.
     *
     * @throws IllegalArgumentException if the number is less than 1
     */
    public AlertMonitorBuilder alertsPerRuleAndHour(int alerts) {
        alertsPerHour = Arguments.atLeast(1, alerts, "The number of alerts an hour");
        return this;
    }

    /**
     * Returns the monitor.
     *
     * @throws IllegalStateException if a rule has the reaction {@link AlertReaction#DISABLE_KEY}, and
     *     {@link #disableKeysWith} was not called
     */
    public AlertMonitor build() {
        AlertListener all = new AlertListeners(listeners);
        SelfAlerts selfAlerts = new SelfAlerts(quietPeriod, alertsPerHour, all);
        List<RuleRunner> runners = new ArrayList<>();
        rules.forEach((name, rule) -> {
            AlertReaction reaction = reactions.getOrDefault(name, AlertReaction.ALERT);
            if (reaction != AlertReaction.NOTHING) {
                OpenIncidents incidents = new OpenIncidents(name, quietPeriod, alertsPerHour, all);
                runners.add(new RuleRunner(rule, incidents, selfAlerts, disablerFor(name, reaction)));
            }
        });
        return new AlertMonitor(runners, selfAlerts);
    }

    private @Nullable KeyDisabler disablerFor(String rule, AlertReaction reaction) {
        if (reaction != AlertReaction.DISABLE_KEY) {
            return null;
        }
        if (disabler == null) {
            throw new IllegalStateException("Rule " + rule + " has the reaction DISABLE_KEY: call disableKeysWith");
        }
        return disabler;
    }
}
