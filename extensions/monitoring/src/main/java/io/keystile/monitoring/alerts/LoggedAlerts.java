package io.keystile.monitoring.alerts;

import io.keystile.monitoring.alerts.Alert.Phase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes each alert as one line to the logger {@value #LOGGER}. The level is ERROR for critical alerts, WARN for
 * warnings, and INFO for all others and for alerts that an incident has ended. Thread-safe.
 */
public final class LoggedAlerts implements AlertListener {
    /** The name of the logger. */
    public static final String LOGGER = "io.keystile.alerts";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    /** Creates the listener. */
    public LoggedAlerts() {}

    @Override
    public void onAlert(Alert alert) {
        LOG.atLevel(levelOf(alert))
                .log(
                        "{} {} {}: {} (key {}, workspace {}, network {}, {} times from {} to {}{})",
                        alert.phase(),
                        alert.severity(),
                        alert.rule(),
                        alert.text(),
                        alert.keyId(),
                        alert.workspace(),
                        alert.network(),
                        alert.count(),
                        alert.firstSeen(),
                        alert.lastSeen(),
                        alert.keyDisabled() ? "; the key is disabled" : "");
    }

    private static Level levelOf(Alert alert) {
        if (alert.phase() == Phase.ENDED) {
            return Level.INFO;
        }
        return switch (alert.severity()) {
            case CRITICAL -> Level.ERROR;
            case WARNING -> Level.WARN;
            case INFO -> Level.INFO;
        };
    }
}
