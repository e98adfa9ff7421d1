package io.keystile.store;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Keeps keys and workspaces in memory, for tests and for keys that are created at each start. Thread-safe. */
public final class InMemoryApiKeyStore extends RecordsStore {
    private final Records records = new Records();
    private final ReentrantLock writing = new ReentrantLock();

    /** Creates an empty store. */
    public InMemoryApiKeyStore() {}

    @Override
    Records records() {
        return records;
    }

    @Override
    boolean change(Predicate<Records> change, List<StoreChange> what) {
        boolean changed;
        writing.lock();
        try {
            changed = change.test(records);
        } finally {
            writing.unlock();
        }
        if (changed) {
            notify(what);
        }
        return changed;
    }
}
