package io.keystile.monitoring.alerts;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Keeps settings in memory, for one node and until it stops. Thread-safe. */
public final class InMemoryAlertSettingsStore implements AlertSettingsStore {
    private final Map<String, AlertSettings> settings = new HashMap<>();

    /** Creates an empty store. */
    public InMemoryAlertSettingsStore() {}

    @Override
    public synchronized Map<String, AlertSettings> find(Collection<String> workspaces) {
        Map<String, AlertSettings> found = new HashMap<>(settings);
        found.keySet().retainAll(workspaces);
        return found;
    }

    @Override
    public synchronized boolean save(AlertSettings changed) {
        AlertSettings present = settings.get(changed.workspace());
        if ((present == null ? 0 : present.version()) != changed.version()) {
            return false;
        }
        settings.put(changed.workspace(), changed.saved());
        return true;
    }
}
