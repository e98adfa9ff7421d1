package io.keystile.store;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who is told of a store's changes. */
final class ChangeListeners {
    private final List<Consumer<StoreChange>> listeners = new CopyOnWriteArrayList<>();

    void add(Consumer<StoreChange> listener) {
        listeners.add(listener);
    }

    void tell(StoreChange change) {
        RuntimeException failure = null;
        for (Consumer<StoreChange> listener : listeners) {
            try {
                listener.accept(change);
            } catch (RuntimeException e) {
                // The others may be caches that must hear of a revocation.
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
