package io.keystile.console;

import io.keystile.monitoring.alerts.AlertQuery;
import io.keystile.monitoring.alerts.AlertStore;
import io.keystile.monitoring.alerts.StoredAlert;
import io.keystile.monitoring.alerts.WorkspaceAlerts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The incidents, and how they are set up. Thread-safe.
 *
 * @param store the incidents
 * @param settings how they are set up, or null
 */
record Alerts(AlertStore store, @Nullable WorkspaceAlerts settings) {
    private static final Logger LOG = LoggerFactory.getLogger(Console.class);

    List<Route> routes(Pages pages) {
        List<Route> routes = new ArrayList<>(new AlertPages(this, pages).routes());
        if (settings != null) {
            routes.addAll(new AlertSettingsPages(settings, pages).routes());
        }
        return routes;
    }

    /**
     * Lists incidents.
     *
     * @throws Refusal if the store cannot answer
     */
    List<StoredAlert> list(AlertQuery query) {
        try {
            return store.list(query);
        } catch (RuntimeException e) {
            LOG.warn("Alerts cannot be shown, because their store cannot answer", e);
            throw Refusal.alertsDown();
        }
    }
}
