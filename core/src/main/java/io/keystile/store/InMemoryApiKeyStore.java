package io.keystile.store;

import java.util.function.Predicate;

/** Keeps keys and workspaces in memory, for tests and for keys that are set up anew at each start. */
public final class InMemoryApiKeyStore extends RecordsStore {
    private final Records records = new Records();

    /** Creates an empty store. */
    public InMemoryApiKeyStore() {}

    @Override
    Records records() {
        return records;
    }

    @Override
    boolean change(Predicate<Records> change, StoreChange what) {
        boolean changed = change.test(records);
        if (changed) {
            tell(what);
        }
        return changed;
    }
}
