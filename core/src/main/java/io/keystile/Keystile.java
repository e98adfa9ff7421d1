package io.keystile;

import io.keystile.admin.ApiKeys;
import io.keystile.admin.LastUsedRecorder;
import io.keystile.key.ApiKeyFormat;
import io.keystile.store.ApiKeyStore;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API keys of one application: authenticates requests and administers keys over one store. The settings that both
 * share (format, hasher, plans, store) are configured once:
 *
 * <pre>{@code
 * Keystile keystile = Keystile.builder(store, "pk").environments("live").build();
 * keystile.keys().issue(...);             // issues, rotates, revokes
 * keystile.authenticator().decide(...);   // decides on requests; adapters call it
 * }</pre>
 *
 * <p>Records when keys were last used, unless the builder disables it. Thread-safe. Close it when the application
 * stops.
 */
public final class Keystile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Keystile.class);

    private final ApiKeyAuthenticator authenticator;
    private final ApiKeys keys;
    /** The parts to close, in order. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    Keystile(
            ApiKeyAuthenticator authenticator,
            ApiKeys keys,
            @Nullable LastUsedRecorder lastUses,
            ApiKeyStore store,
            KeystileBuilder settings) {
        this.authenticator = authenticator;
        this.keys = keys;
        parts.add(authenticator);
        if (lastUses != null) {
            parts.add(lastUses);
        }
        settings.listeners().forEach(this::closeLater);
        if (settings.limiter != null) {
            closeLater(settings.limiter);
        }
        parts.add(store);
    }

    private void closeLater(Object part) {
        if (part instanceof AutoCloseable closeable) {
            parts.add(closeable);
        }
    }

    /**
     * Returns a builder of the API keys of one application.
     *
     * @param store stores keys and workspaces; closed with the result
     * @param brand the start of every key: 2 to 16 lower-case letters and digits, a letter first, for example
     *     {@code pk}
     * @throws IllegalArgumentException if the brand is not well-formed
     */
    public static KeystileBuilder builder(ApiKeyStore store, String brand) {
        return builder(store, ApiKeyFormat.ofBrand(brand));
    }

    /**
     * Returns a builder of the API keys of one application.
     *
     * @param store stores keys and workspaces; closed with the result
     * @param format the format of the keys that are issued and accepted
     */
    public static KeystileBuilder builder(ApiKeyStore store, ApiKeyFormat format) {
        return new KeystileBuilder(store, format);
    }

    /** Returns the authenticator, which decides on requests. */
    public ApiKeyAuthenticator authenticator() {
        return authenticator;
    }

    /** Returns the administration of keys and workspaces. */
    public ApiKeys keys() {
        return keys;
    }

    /**
     * Closes the authenticator and writes the recorded last uses. Then closes the listeners, the rate limiter, the
     * change feed and the store that were given to the builder, those of them that implement {@link AutoCloseable}. A
     * failure is logged, and the remaining parts are still closed. Further calls have no effect.
     */
    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.remove();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{} was not closed cleanly", part.getClass().getName(), e);
            }
        }
    }
}
