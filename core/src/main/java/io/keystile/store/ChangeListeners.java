package io.keystile.store;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who is told of a store's changes; for those who write a store. Thread-safe. */
public final class ChangeListeners {
    private final List<Consumer<StoreChange>> listeners = new CopyOnWriteArrayList<>();

    /** Nobody yet. */
    public ChangeListeners() {}

    /** Adds somebody, who hears of changes from now on. */
    public void add(Consumer<StoreChange> listener) {
        listeners.add(listener);
    }

    /**
     * Tells everybody of changes, in this order, also after somebody has failed to listen.
     *
     * @throws RuntimeException what a listener threw, once all have been told
     */
    public void tell(List<StoreChange> changes) {
        RuntimeException failure = null;
        for (StoreChange change : changes) {
            for (Consumer<StoreChange> listener : listeners) {
                try {
                    listener.accept(change);
                } catch (RuntimeException e) {
                    // The others may be caches that must hear of a revocation.
                    failure = e;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
