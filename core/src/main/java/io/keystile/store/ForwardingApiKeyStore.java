package io.keystile.store;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.WorkspaceRecord;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A store that forwards every call to another store. Decorators override only the methods that they change, so none
 * loses the notifications of {@link #onChange}; without them an authenticator would see a revocation late.
 *
 * <p>Thread-safe if the subclass is, since every store is thread-safe.
 */
public abstract class ForwardingApiKeyStore implements ApiKeyStore {
    /** Creates a store that forwards to {@link #delegate}. */
    protected ForwardingApiKeyStore() {}

    /** Returns the store to forward to. Every method calls it. */
    protected abstract ApiKeyStore delegate();

    @Override
    public Optional<ResolvedKey> find(KeyId id) {
        return delegate().find(id);
    }

    @Override
    public Optional<ResolvedKey> findInTransaction(KeyId id) {
        return delegate().findInTransaction(id);
    }

    @Override
    public Optional<ApiKeyRecord> findForUpdate(KeyId id) {
        return delegate().findForUpdate(id);
    }

    @Override
    public boolean write(List<StoreWrite> writes) {
        return delegate().write(writes);
    }

    @Override
    public List<ApiKeyRecord> list(KeyQuery query) {
        return delegate().list(query);
    }

    @Override
    public Optional<WorkspaceRecord> findWorkspace(String id) {
        return delegate().findWorkspace(id);
    }

    @Override
    public Optional<WorkspaceRecord> findWorkspaceForUpdate(String id) {
        return delegate().findWorkspaceForUpdate(id);
    }

    @Override
    public List<WorkspaceRecord> workspaces() {
        return delegate().workspaces();
    }

    @Override
    public Set<String> hashSchemes() {
        return delegate().hashSchemes();
    }

    @Override
    public void touch(Map<KeyId, LastUse> uses) {
        delegate().touch(uses);
    }

    @Override
    public Map<KeyId, LastUse> lastUses(Collection<KeyId> ids) {
        return delegate().lastUses(ids);
    }

    @Override
    public void afterCommit(Runnable action) {
        delegate().afterCommit(action);
    }

    @Override
    public Optional<AuditStore> audit() {
        return delegate().audit();
    }

    @Override
    public Optional<StoreFacts> facts() {
        return delegate().facts();
    }

    @Override
    public boolean replaceFacts(@Nullable StoreFacts expected, @Nullable StoreFacts next) {
        return delegate().replaceFacts(expected, next);
    }

    @Override
    public void onChange(Consumer<StoreChange> listener) {
        delegate().onChange(listener);
    }

    @Override
    public Optional<ChangeFeedStats> changeFeedStats() {
        return delegate().changeFeedStats();
    }

    @Override
    public void close() {
        delegate().close();
    }
}
