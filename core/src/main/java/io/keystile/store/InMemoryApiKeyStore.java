package io.keystile.store;

import io.keystile.key.ApiKeyRecord;
import io.keystile.key.KeyId;
import io.keystile.key.WorkspaceRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps keys and workspaces in memory, for tests and for keys that are set up anew at each start. */
public final class InMemoryApiKeyStore implements ApiKeyStore {
    private final Records records = new Records();
    private final ChangeListeners listeners = new ChangeListeners();

    /** Creates an empty store. */
    public InMemoryApiKeyStore() {}

    @Override
    public Optional<ResolvedKey> find(KeyId id) {
        return records.find(id);
    }

    @Override
    public void insert(ApiKeyRecord key) {
        records.insert(key);
        listeners.tell(new StoreChange.OfKey(key.id()));
    }

    @Override
    public boolean replace(ApiKeyRecord next) {
        boolean replaced = records.replace(next);
        if (replaced) {
            listeners.tell(new StoreChange.OfKey(next.id()));
        }
        return replaced;
    }

    @Override
    public List<ApiKeyRecord> list(String workspace) {
        return records.list(workspace);
    }

    @Override
    public void insert(WorkspaceRecord workspace) {
        records.insert(workspace);
        listeners.tell(new StoreChange.OfWorkspace(workspace.id()));
    }

    @Override
    public boolean replace(WorkspaceRecord next) {
        boolean replaced = records.replace(next);
        if (replaced) {
            listeners.tell(new StoreChange.OfWorkspace(next.id()));
        }
        return replaced;
    }

    @Override
    public Optional<WorkspaceRecord> findWorkspace(String id) {
        return records.findWorkspace(id);
    }

    @Override
    public List<WorkspaceRecord> workspaces() {
        return records.workspaces();
    }

    @Override
    public void onChange(Consumer<StoreChange> listener) {
        listeners.add(listener);
    }
}
