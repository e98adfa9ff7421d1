package io.keystile.testkit;

import io.keystile.monitoring.alerts.AlertStore;
import io.keystile.monitoring.alerts.InMemoryAlertStore;

class InMemoryAlertStoreTest extends AlertStoreContract {
    @Override
    protected AlertStore newStore(int perRule) {
        return new InMemoryAlertStore(perRule);
    }
}
