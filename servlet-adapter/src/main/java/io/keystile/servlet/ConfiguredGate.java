package io.keystile.servlet;

import io.keystile.ApiKeyAuthenticator;
import io.keystile.adapter.HttpResponses;
import io.keystile.store.JsonFileApiKeyStore;
import io.keystile.store.StoreException;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;

/**
 * A gate that was built from a configuration, with the objects that {@link #close} closes.
 *
 * @param gate the gate
 * @param authenticator the gate's authenticator
 * @param store the authenticator's store
 */
record ConfiguredGate(ServletGate gate, ApiKeyAuthenticator authenticator, JsonFileApiKeyStore store)
        implements AutoCloseable {
    /**
     * Reads the configuration and opens its store.
     *
     * @throws ServletException if the configuration is missing or invalid, or the store cannot be opened
     */
    static ConfiguredGate open(String location, ServletContext context) throws ServletException {
        byte[] text = ConfigurationText.at(location, context);
        try {
            return open(FilterConfiguration.read(text));
        } catch (IllegalArgumentException | IllegalStateException | StoreException e) {
            throw new ServletException("The configuration " + location + " is refused: " + e.getMessage(), e);
        }
    }

    private static ConfiguredGate open(FilterConfiguration configuration) {
        JsonFileApiKeyStore store = configuration.openStore();
        try {
            ApiKeyAuthenticator authenticator = configuration.authenticator(store);
            HttpResponses responses = HttpResponses.of(authenticator);
            if (configuration.legacyQuotaHeaders()) {
                responses = responses.withLegacyQuotaFields();
            }
            return new ConfiguredGate(
                    new ServletGate(authenticator, configuration.routes(), responses), authenticator, store);
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
