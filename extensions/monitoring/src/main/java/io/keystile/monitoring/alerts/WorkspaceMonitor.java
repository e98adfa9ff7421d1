package io.keystile.monitoring.alerts;

import io.keystile.AuthEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Watches the keys of one workspace with the rules that its settings choose. Not thread-safe. */
final class WorkspaceMonitor {
    private static final Duration QUIET_PERIOD = Duration.ofHours(1);
    private static final int ALERTS_PER_HOUR = 20;

    private final String workspace;
    private final Collection<AlertOffer> offers;
    private final AlertListener listener;
    private final SelfAlerts selfAlerts;
    private final Map<String, Running> rules = new HashMap<>();

    /** The settings that hold; null before they were read. */
    private @Nullable AlertSettings settings;

    /** How often settings were saved on this node: what was read before the last time is outdated. */
    private long saves;

    /** A rule that runs, with the threshold that it runs with. */
    private record Running(int threshold, RuleRunner runner) {}

    /** Receives the alerts of a workspace. */
    interface Listener {
        void onAlert(AlertSettings settings, Alert alert);
    }

    WorkspaceMonitor(String workspace, Collection<AlertOffer> offers, Listener listener) {
        this.workspace = workspace;
        this.offers = List.copyOf(offers);
        this.listener = alert -> listener.onAlert(settings(), alert);
        this.selfAlerts = selfAlerts(alert -> this.listener.onAlert(alert.of(workspace)));
    }

    /** Returns an instance with the limits of a workspace. */
    static SelfAlerts selfAlerts(AlertListener listener) {
        return new SelfAlerts(QUIET_PERIOD, ALERTS_PER_HOUR, listener);
    }

    private AlertSettings settings() {
        return settings == null ? AlertSettings.none(workspace) : settings;
    }

    boolean isRead() {
        return settings != null;
    }

    long saves() {
        return saves;
    }

    /** Obeys settings that were just saved. */
    void obeySaved(AlertSettings next) {
        saves++;
        obey(next);
    }

    /** Obeys settings that were read, unless others were saved since {@link #saves} was {@code savesBefore}. */
    void obeyRead(AlertSettings next, long savesBefore) {
        if (saves == savesBefore) {
            obey(next);
        }
    }

    /** A rule whose threshold changes learns anew; the others keep what they have learned, and their incidents. */
    private void obey(AlertSettings next) {
        settings = next;
        for (AlertOffer offer : offers) {
            AlertSettings.Rule wanted = offer.effective(next);
            Running running = rules.get(offer.rule());
            if (running != null && wanted.on() && running.threshold() == wanted.threshold()) {
                continue;
            }
            if (running != null) {
                rules.remove(offer.rule());
                running.runner().endAll();
            }
            if (wanted.on()) {
                rules.put(offer.rule(), start(offer, wanted.threshold()));
            }
        }
    }

    private Running start(AlertOffer offer, int threshold) {
        OpenIncidents incidents = new OpenIncidents(offer.rule(), QUIET_PERIOD, ALERTS_PER_HOUR, listener);
        return new Running(threshold, new RuleRunner(offer.factory().apply(threshold), incidents, selfAlerts, null));
    }

    /** Judges a decision; does nothing before the settings were read. */
    void observe(AuthEvent event) {
        selfAlerts.endQuietIncidents(event.time());
        rules.values().forEach(rule -> rule.runner().observe(event));
    }

    void endQuietIncidents(Instant now) {
        selfAlerts.endQuietIncidents(now);
        rules.values().forEach(rule -> rule.runner().endQuietIncidents(now));
    }

    /** Ends all incidents, because nobody watches the workspace any more. */
    void endAll() {
        selfAlerts.endAll();
        rules.values().forEach(rule -> rule.runner().endAll());
    }
}
