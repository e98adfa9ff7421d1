package io.keystile.console;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.monitoring.alerts.AlertQuery;
import io.keystile.monitoring.alerts.AlertQuery.Position;
import io.keystile.monitoring.alerts.AlertStore;
import io.keystile.monitoring.alerts.StoredAlert;
import io.keystile.monitoring.alerts.WorkspaceAlerts;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /** Stands between the time and the id of a position; a time has none. */
    private static final char SEPARATOR = '~';

    List<Route> routes(Pages pages) {
        List<Route> routes = new ArrayList<>(new AlertPages(this, pages).routes());
        if (settings != null) {
            routes.addAll(new AlertSettingsPages(settings, pages).routes());
        }
        return routes;
    }

    List<Route> apiRoutes() {
        return new ApiAlertRoutes(this).routes();
    }

    /**
     * Returns the query for the incidents of the workspace of the path, or of one key of it, which may have been
     * deleted; empty if the user sees none of them. Who acts with a key sees those of single keys of its environment.
     */
    static Optional<AlertQuery> query(Call call, @Nullable KeyId key) {
        String workspace = call.workspace().id();
        Optional<ApiKeyRecord> found = key == null
                ? Optional.empty()
                : call.directory().find(key).filter(each -> each.workspace().equals(workspace));
        if (found.isPresent()) {
            // They are its own even if their workspace is not known.
            return Optional.of(AlertQuery.ofAll().withKey(found.get().id()));
        }
        if (call.user().actor().key() != null) {
            return Optional.empty();
        }
        AlertQuery all = AlertQuery.ofWorkspace(workspace);
        return Optional.of(key == null ? all : all.withKey(key));
    }

    /** Reads what {@link #position(StoredAlert)} returned; empty if it is malformed. */
    static Optional<Position> position(String text) {
        int separator = text.indexOf(SEPARATOR);
        try {
            return separator < 0
                    ? Optional.empty()
                    : Optional.of(
                            new Position(Instant.parse(text.substring(0, separator)), text.substring(separator + 1)));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns the position of an incident in a list. */
    static String position(StoredAlert alert) {
        return alert.firstSeen().toString() + SEPARATOR + alert.id();
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
