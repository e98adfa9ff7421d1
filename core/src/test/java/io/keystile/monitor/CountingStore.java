package io.keystile.monitor;

import io.keystile.key.ApiKeyRecord;
import io.keystile.key.KeyId;
import io.keystile.key.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.KeyQuery;
import io.keystile.store.LastUse;
import io.keystile.store.ResolvedKey;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreException;
import io.keystile.store.StoreWrite;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A store that counts what is asked of it, or that is down. */
final class CountingStore implements ApiKeyStore {
    final List<Integer> touches = new ArrayList<>();
    int finds;
    boolean down;

    @Nullable
    KeyId unreadable;

    private final ApiKeyStore store;

    CountingStore(ApiKeyStore store) {
        this.store = store;
    }

    private ApiKeyStore up() {
        if (down) {
            throw new StoreException("down");
        }
        return store;
    }

    @Override
    public Optional<ResolvedKey> find(KeyId id) {
        finds++;
        if (id.equals(unreadable)) {
            throw new StoreException("damaged");
        }
        return up().find(id);
    }

    @Override
    public boolean write(List<StoreWrite> writes) {
        return up().write(writes);
    }

    @Override
    public List<ApiKeyRecord> list(KeyQuery query) {
        return up().list(query);
    }

    @Override
    public Optional<WorkspaceRecord> findWorkspace(String id) {
        return up().findWorkspace(id);
    }

    @Override
    public List<WorkspaceRecord> workspaces() {
        return up().workspaces();
    }

    @Override
    public Set<String> hashSchemes() {
        return up().hashSchemes();
    }

    @Override
    public void touch(Map<KeyId, LastUse> uses) {
        up().touch(uses);
        touches.add(uses.size());
    }

    @Override
    public Map<KeyId, LastUse> lastUses(Collection<KeyId> ids) {
        return up().lastUses(ids);
    }

    @Override
    public void onChange(Consumer<StoreChange> listener) {
        store.onChange(listener);
    }
}
