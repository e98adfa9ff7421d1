package io.keystile.store;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.WorkspaceRecord;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A store that reads from {@link Records} in memory. Subclasses implement how a change is made. */
abstract class RecordsStore implements ApiKeyStore {
    private final ChangeListeners listeners = new ChangeListeners();

    /**
     * Returns the current records for readers.
     *
     * @throws StoreException if they are not available
     */
    abstract Records records();

    /**
     * Makes a change exclusively, and notifies the listeners of it.
     *
     * @param change changes its argument and returns whether it did; its exceptions are passed on
     * @param what the changes to notify listeners of if {@code change} returned true
     * @return what {@code change} returned
     * @throws StoreException if the change cannot be stored
     */
    abstract boolean change(Predicate<Records> change, List<StoreChange> what);

    /** Returns how many audit entries of a workspace are kept at most. */
    int mostAudit() {
        return Integer.MAX_VALUE;
    }

    final void notify(List<StoreChange> changes) {
        listeners.notify(changes);
    }

    @Override
    public final boolean write(List<StoreWrite> writes) {
        return change(
                records -> records.write(writes, mostAudit()),
                writes.stream().map(StoreWrite::change).distinct().toList());
    }

    @Override
    public final Optional<ResolvedKey> find(KeyId id) {
        return records().find(id);
    }

    @Override
    public final List<ApiKeyRecord> list(KeyQuery query) {
        return records().list(query);
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
    public final Set<String> hashSchemes() {
        return records().hashSchemes();
    }

    @Override
    public final void touch(Map<KeyId, LastUse> uses) {
        change(records -> records.touch(uses), List.of());
    }

    @Override
    public final Map<KeyId, LastUse> lastUses(Collection<KeyId> ids) {
        Records records = records();
        Map<KeyId, LastUse> uses = new HashMap<>();
        for (KeyId id : ids) {
            LastUse use = records.lastUse(id);
            if (use != null) {
                uses.put(id, use);
            }
        }
        return Collections.unmodifiableMap(uses);
    }

    @Override
    public final Optional<AuditStore> audit() {
        return Optional.of(new RecordsAudit(this));
    }

    @Override
    public final Optional<StoreFacts> facts() {
        return Optional.ofNullable(records().facts());
    }

    @Override
    public final boolean replaceFacts(@Nullable StoreFacts expected, @Nullable StoreFacts next) {
        return change(records -> records.replaceFacts(expected, next), List.of());
    }

    @Override
    public final void onChange(Consumer<StoreChange> listener) {
        listeners.add(listener);
    }
}
