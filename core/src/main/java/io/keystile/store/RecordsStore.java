package io.keystile.store;

import io.keystile.key.ApiKeyRecord;
import io.keystile.key.KeyId;
import io.keystile.key.WorkspaceRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A store that reads from {@link Records}; what it takes to change them, a subclass says. */
abstract class RecordsStore implements ApiKeyStore {
    private final ChangeListeners listeners = new ChangeListeners();

    /**
     * Returns what readers are to see now.
     *
     * @throws StoreException if that cannot be told
     */
    abstract Records records();

    /**
     * Makes a change, and tells of it.
     *
     * @param change changes the records it is given, and returns whether it did; what it throws comes out unchanged
     * @param what to tell of if it did
     * @return what {@code change} returned
     * @throws StoreException if the change cannot be kept
     */
    abstract boolean change(Predicate<Records> change, StoreChange what);

    final void tell(StoreChange change) {
        listeners.tell(change);
    }

    @Override
    public final Optional<ResolvedKey> find(KeyId id) {
        return records().find(id);
    }

    @Override
    public final void insert(ApiKeyRecord key) {
        change(records -> records.insert(key), new StoreChange.OfKey(key.id()));
    }

    @Override
    public final boolean replace(ApiKeyRecord next) {
        return change(records -> records.replace(next), new StoreChange.OfKey(next.id()));
    }

    @Override
    public final List<ApiKeyRecord> list(String workspace) {
        return records().list(workspace);
    }

    @Override
    public final void insert(WorkspaceRecord workspace) {
        change(records -> records.insert(workspace), new StoreChange.OfWorkspace(workspace.id()));
    }

    @Override
    public final boolean replace(WorkspaceRecord next) {
        return change(records -> records.replace(next), new StoreChange.OfWorkspace(next.id()));
    }

    @Override
    public final Optional<WorkspaceRecord> findWorkspace(String id) {
        return records().findWorkspace(id);
    }

    @Override
    public final List<WorkspaceRecord> workspaces() {
        return records().workspaces();
    }

    @Override
    public final void onChange(Consumer<StoreChange> listener) {
        listeners.add(listener);
    }
}
