package io.keystile.monitoring.alerts;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes each alert to every listener. A listener that throws is logged and does not affect the others. */
final class AlertListeners implements AlertListener {
    private static final Logger LOG = LoggerFactory.getLogger(AlertMonitor.class);

    private final List<AlertListener> listeners;

    AlertListeners(List<AlertListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void onAlert(Alert alert) {
        for (AlertListener listener : listeners) {
            try {
                listener.onAlert(alert);
            } catch (RuntimeException e) {
                LOG.warn("A listener failed on alert {}", alert.incident(), e);
            }
        }
    }
}
