package io.keystile.monitoring.alerts;

import java.util.Collection;
import java.util.Map;

/**
 * Keeps how the alerts of workspaces are set up, for all nodes. Implementations are thread-safe and pass
 * {@code AlertSettingsStoreContract} of the testkit.
 */
public interface AlertSettingsStore {
    /**
     * Finds the settings of workspaces, by their ids. A workspace that never saved any is not in the map. Settings that
     * cannot be read, because somebody has changed them by hand, are left out if more than one workspace is asked for.
     *
     * @throws RuntimeException if the store cannot answer, or the only settings that were asked for cannot be read
     */
    Map<String, AlertSettings> find(Collection<String> workspaces);

    /**
     * Keeps the settings of a workspace as their next version, {@link AlertSettings#saved}, if the present version is
     * the one of the argument: 0 if there are none.
     *
     * @return false if somebody else has saved settings in between; then nothing was changed
     * @throws RuntimeException if nothing was changed, or it is not known whether it was
     */
    boolean save(AlertSettings settings);
}
