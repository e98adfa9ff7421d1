package io.keystile.manage;

import io.keystile.key.ApiKeyRecord;
import io.keystile.key.ApiKeySettings;
import io.keystile.key.KeyId;
import io.keystile.key.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.ResolvedKey;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A store in which somebody else is always a moment faster, or that fails. For one thread. */
final class RacingStore implements ApiKeyStore {
    private final InMemoryApiKeyStore store = new InMemoryApiKeyStore();
    private final Queue<UnaryOperator<ApiKeyRecord>> changes = new ArrayDeque<>();
    private boolean down;

    /** Lets this change be made by somebody else right before the next replacement that has none yet. */
    void changeBeforeReplacement(UnaryOperator<ApiKeyRecord> change) {
        changes.add(change);
    }

    void failFromNowOn() {
        down = true;
    }

    /** Returns the next version of a record, active, under another name. */
    static UnaryOperator<ApiKeyRecord> renamed(String name) {
        return record -> new ApiKeyRecord(
                record.id(),
                record.version() + 1,
                record.workspace(),
                record.environment(),
                record.hash(),
                record.status(),
                ApiKeySettings.named(name),
                record.createdAt(),
                record.revocationReason());
    }

    @Override
    public boolean replace(ApiKeyRecord next) {
        UnaryOperator<ApiKeyRecord> change = changes.poll();
        if (change != null
                && !store.replace(change.apply(find(next.id()).orElseThrow().key()))) {
            throw new AssertionError("The change that comes between was not made");
        }
        return up().replace(next);
    }

    @Override
    public boolean replace(WorkspaceRecord next) {
        return up().replace(next);
    }

    @Override
    public Optional<ResolvedKey> find(KeyId id) {
        return up().find(id);
    }

    @Override
    public void insert(ApiKeyRecord key) {
        up().insert(key);
    }

    @Override
    public List<ApiKeyRecord> list(String workspace) {
        return up().list(workspace);
    }

    @Override
    public void insert(WorkspaceRecord workspace) {
        up().insert(workspace);
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
