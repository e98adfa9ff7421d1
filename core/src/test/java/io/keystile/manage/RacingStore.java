package io.keystile.manage;

import io.keystile.key.ApiKeyRecord;
import io.keystile.key.ApiKeySettings;
import io.keystile.key.KeyId;
import io.keystile.key.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.KeyQuery;
import io.keystile.store.LastUse;
import io.keystile.store.ResolvedKey;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreException;
import io.keystile.store.StoreWrite;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A store in which somebody else is always a moment faster, or that fails. For one thread. */
final class RacingStore implements ApiKeyStore {
    private final InMemoryApiKeyStore store = new InMemoryApiKeyStore();
    private final Queue<UnaryOperator<ApiKeyRecord>> changes = new ArrayDeque<>();
    private boolean down;
    private int pagesLeft = Integer.MAX_VALUE;

    /** Lets this change be made by somebody else right before the next replacement that has none yet. */
    void changeBeforeReplacement(UnaryOperator<ApiKeyRecord> change) {
        changes.add(change);
    }

    void failFromNowOn() {
        down = true;
    }

    void failAfterPages(int pages) {
        pagesLeft = pages;
    }

    void recover() {
        down = false;
        pagesLeft = Integer.MAX_VALUE;
    }

    /** Returns the next version of a record, active, under another name. */
    static UnaryOperator<ApiKeyRecord> renamed(String name) {
        return record -> record.withSettings(ApiKeySettings.named(name));
    }

    @Override
    public boolean write(List<StoreWrite> writes) {
        for (StoreWrite write : writes) {
            boolean replaces = write instanceof StoreWrite.ReplaceKey || write instanceof StoreWrite.DeleteKey;
            UnaryOperator<ApiKeyRecord> change = replaces ? changes.poll() : null;
            if (change != null) {
                KeyId id = ((StoreChange.OfKey) write.change()).id();
                if (!store.replace(change.apply(find(id).orElseThrow().key()))) {
                    throw new AssertionError("The change that comes between was not made");
                }
            }
        }
        return up().write(writes);
    }

    @Override
    public Optional<ResolvedKey> find(KeyId id) {
        return up().find(id);
    }

    @Override
    public List<ApiKeyRecord> list(KeyQuery query) {
        if (pagesLeft-- == 0) {
            failFromNowOn();
        }
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
    }

    @Override
    public Map<KeyId, LastUse> lastUses(Collection<KeyId> ids) {
        return up().lastUses(ids);
    }

    @Override
    public void onChange(Consumer<StoreChange> listener) {
        store.onChange(listener);
    }

    private ApiKeyStore up() {
        if (down) {
            throw new StoreException("down");
        }
        return store;
    }
}
