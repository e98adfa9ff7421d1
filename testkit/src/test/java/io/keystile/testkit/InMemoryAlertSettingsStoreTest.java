package io.keystile.testkit;

import io.keystile.monitoring.alerts.AlertSettingsStore;
import io.keystile.monitoring.alerts.InMemoryAlertSettingsStore;

class InMemoryAlertSettingsStoreTest extends AlertSettingsStoreContract {
    @Override
    protected AlertSettingsStore newStore() {
        return new InMemoryAlertSettingsStore();
    }
}
