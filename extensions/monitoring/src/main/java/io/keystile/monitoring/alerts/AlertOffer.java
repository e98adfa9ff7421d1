package io.keystile.monitoring.alerts;

import io.keystile.monitoring.alerts.rules.AlertRule;
import io.keystile.monitoring.alerts.rules.DeniedKey;
import io.keystile.monitoring.alerts.rules.DormantKey;
import io.keystile.monitoring.alerts.rules.EndedKeyUse;
import io.keystile.monitoring.alerts.rules.ManyNetworks;
import io.keystile.monitoring.alerts.rules.NewNetwork;
import io.keystile.monitoring.alerts.rules.PlaintextKey;
import io.keystile.monitoring.alerts.rules.RateAboveBaseline;
import io.keystile.monitoring.alerts.rules.WrongSecrets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A rule that the operator offers to workspaces, and the bounds of its threshold. Immutable.
 *
 * @param rule the name of the rule
 * @param threshold the threshold of a workspace that has chosen none
 * @param min the lowest threshold
 * @param max the highest threshold; a rule whose lowest and highest are equal has no threshold to choose
 * @param on whether the rule watches the keys of a workspace that has not chosen
 * @param factory creates the rule with a threshold, once for each workspace
 */
public record AlertOffer(String rule, int threshold, int min, int max, boolean on, IntFunction<AlertRule> factory) {
    private static final double DENIED_RISE = 0.25;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if they are not in order, or the rule has another name
     */
    public AlertOffer {
        if (min < 1 || threshold < min || max < threshold) {
            throw new IllegalArgumentException("The standard threshold of " + rule + " must be from " + min + " to "
                    + max + ", and at least 1; got " + threshold);
        }
        if (!factory.apply(threshold).name().equals(rule)) {
            throw new IllegalArgumentException("The name of the rule is not " + rule);
        }
    }

    /** Returns the offer of a rule without a threshold. */
    public static AlertOffer of(String rule, IntFunction<AlertRule> factory) {
        return new AlertOffer(rule, 1, 1, 1, true, factory);
    }

    /**
     * Returns all rules of {@code io.keystile.monitoring.alerts.rules} that watch single keys, with wide bounds. The
     * others watch networks or all calls, which are no workspace's, and are for an {@link AlertMonitor} of the
     * operator's.
     */
    public static List<AlertOffer> standard() {
        RateAboveBaseline.Settings rate = RateAboveBaseline.Settings.STANDARD;
        return List.of(
                new AlertOffer(
                        RateAboveBaseline.NAME,
                        (int) rate.times(),
                        2,
                        100,
                        true,
                        times -> new RateAboveBaseline(new RateAboveBaseline.Settings(
                                rate.learningWeeks(), rate.deviations(), times, rate.calls(), rate.maxKeys()))),
                new AlertOffer(NewNetwork.NAME, 7, 1, 90, true, days -> new NewNetwork(Duration.ofDays(days))),
                new AlertOffer(
                        ManyNetworks.NAME, 5, 2, 64, true, networks -> new ManyNetworks(networks, Duration.ofHours(1))),
                new AlertOffer(
                        DormantKey.NAME,
                        30,
                        1,
                        365,
                        true,
                        days -> new DormantKey(Duration.ofDays(days), key -> Optional.empty())),
                of(EndedKeyUse.NAME, unused -> new EndedKeyUse()),
                new AlertOffer(
                        WrongSecrets.NAME,
                        10,
                        1,
                        1_000,
                        true,
                        times -> new WrongSecrets(times, Duration.ofMinutes(10))),
                new AlertOffer(DeniedKey.NAME, 20, 1, 100_000, true, calls -> new DeniedKey(calls, DENIED_RISE)),
                of(PlaintextKey.NAME, unused -> new PlaintextKey()));
    }

    /** Returns whether there is a threshold to choose. */
    public boolean hasThreshold() {
        return min < max;
    }

    /**
     * Returns this offer with other bounds.
     *
     * @throws IllegalArgumentException if they are not in order
     */
    public AlertOffer within(int lowest, int standard, int highest) {
        return new AlertOffer(rule, standard, lowest, highest, on, factory);
    }

    /** Returns this offer switched off until a workspace switches it on. */
    public AlertOffer offByDefault() {
        return new AlertOffer(rule, threshold, min, max, false, factory);
    }

    /** Returns what holds for a workspace: what it has chosen, within the bounds, or the standard. */
    public AlertSettings.Rule effective(AlertSettings settings) {
        AlertSettings.Rule chosen = settings.rules().get(rule);
        if (chosen == null) {
            return new AlertSettings.Rule(on, threshold);
        }
        return new AlertSettings.Rule(chosen.on(), Math.max(min, Math.min(max, chosen.threshold())));
    }
}
