package io.keystile.micrometer;

import io.keystile.store.ApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.testkit.ApiKeyStoreContract;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

class TimedStoreContractTest extends ApiKeyStoreContract {
    @Override
    protected ApiKeyStore newStore() {
        return KeystileMetrics.builder(new SimpleMeterRegistry()).build().timed(new InMemoryApiKeyStore());
    }
}
