package io.keystile.store;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The listeners for a store's changes; for implementations of {@link ApiKeyStore}. Thread-safe. */
public final class ChangeListeners {
    private final List<Consumer<StoreChange>> listeners = new CopyOnWriteArrayList<>();

    /** Creates an empty list. */
    public ChangeListeners() {}

    /** Adds a listener, which is notified of all later changes. */
    public void add(Consumer<StoreChange> listener) {
        listeners.add(listener);
    }

    /**
     * Notifies all listeners of the changes, in the given order. An exception from one listener does not stop the
     * others.
     *
     * @throws RuntimeException the last exception from a listener, after all have been notified
     */
    public void notify(List<StoreChange> changes) {
        RuntimeException failure = null;
        for (StoreChange change : changes) {
            for (Consumer<StoreChange> listener : listeners) {
                try {
                    listener.accept(change);
                } catch (RuntimeException e) {
                    // Other listeners may be caches that must be notified of a revocation.
                    failure = e;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
