package io.keystile.servlet;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.adapter.HttpResponses;
import io.keystile.store.JsonFileApiKeyStore;
import io.keystile.store.StoreException;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;

/**
 * A gate that was made from a configuration, with what was opened for it.
 *
 * @param gate the gate
 * @param authenticator its authenticator, which is closed with it
 * @param store its store, which is closed with it
 */
record ConfiguredGate(Gate gate, ApiKeyAuthenticator authenticator, JsonFileApiKeyStore store)
        implements AutoCloseable {
    static ConfiguredGate open(String location, ServletContext context) throws ServletException {
        String text = ConfigurationText.at(location, context);
        try {
            return open(FilterConfiguration.read(text));
        } catch (IllegalArgumentException | IllegalStateException | StoreException e) {
            throw new ServletException("The configuration " + location + " is refused: " + e.getMessage(), e);
        }
    }

    private static ConfiguredGate open(FilterConfiguration configuration) {
        JsonFileApiKeyStore store = JsonFileApiKeyStore.open(configuration.store());
        try {
            ApiKeyAuthenticator authenticator = configuration.authenticator(store);
            HttpResponses answers = HttpResponses.of(authenticator);
            if (configuration.legacyQuotaHeaders()) {
                answers = answers.withLegacyQuotaFields();
            }
            return new ConfiguredGate(new Gate(authenticator, configuration.routes(), answers), authenticator, store);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    @Override
    public void close() {
        authenticator.close();
        store.close();
    }
}
