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
        listeners.forEach(listener -> listener.accept(change));
    }
}
