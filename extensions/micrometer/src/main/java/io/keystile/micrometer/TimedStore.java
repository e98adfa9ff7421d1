package io.keystile.micrometer;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.ForwardingApiKeyStore;
import io.keystile.store.KeyQuery;
import io.keystile.store.LastUse;
import io.keystile.store.ResolvedKey;
import io.keystile.store.StoreWrite;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Times the calls of another store. Thread-safe. */
final class TimedStore extends ForwardingApiKeyStore {
    private final ApiKeyStore store;
    private final StoreMeters meters;

    TimedStore(ApiKeyStore store, StoreMeters meters) {
        this.store = store;
        this.meters = meters;
    }

    @Override
    protected ApiKeyStore delegate() {
        return store;
    }

    @Override
    public Optional<ResolvedKey> find(KeyId id) {
        return meters.time(StoreOperation.FIND, () -> store.find(id));
    }

    @Override
    public Optional<ResolvedKey> findInTransaction(KeyId id) {
        return meters.time(StoreOperation.FIND, () -> store.findInTransaction(id));
    }

    @Override
    public Optional<ApiKeyRecord> findForUpdate(KeyId id) {
        return meters.time(StoreOperation.FIND, () -> store.findForUpdate(id));
    }

    @Override
    public boolean write(List<StoreWrite> writes) {
        return meters.timeWrite(() -> store.write(writes));
    }

    @Override
    public List<ApiKeyRecord> list(KeyQuery query) {
        return meters.time(StoreOperation.LIST, () -> store.list(query));
    }

    @Override
    public Optional<WorkspaceRecord> findWorkspace(String id) {
        return meters.time(StoreOperation.FIND_WORKSPACE, () -> store.findWorkspace(id));
    }

    @Override
    public Optional<WorkspaceRecord> findWorkspaceForUpdate(String id) {
        return meters.time(StoreOperation.FIND_WORKSPACE, () -> store.findWorkspaceForUpdate(id));
    }

    @Override
    public List<WorkspaceRecord> workspaces() {
        return meters.time(StoreOperation.WORKSPACES, store::workspaces);
    }

    @Override
    public Set<String> hashSchemes() {
        return meters.time(StoreOperation.HASH_SCHEMES, store::hashSchemes);
    }

    @Override
    public void touch(Map<KeyId, LastUse> uses) {
        meters.time(StoreOperation.TOUCH, () -> {
            store.touch(uses);
            return uses;
        });
    }

    @Override
    public Map<KeyId, LastUse> lastUses(Collection<KeyId> ids) {
        return meters.time(StoreOperation.LAST_USES, () -> store.lastUses(ids));
    }
}
