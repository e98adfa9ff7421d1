package io.keystile.store;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.KeyStatus;
import io.keystile.model.WorkspaceRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keys and workspaces in memory, with the rules of {@link ApiKeyStore}. Any number of threads read without a lock while
 * one writes.
 */
final class Records {
    private final ConcurrentMap<KeyId, ApiKeyRecord> keys = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, WorkspaceRecord> spaces = new ConcurrentHashMap<>();
    private final ConcurrentMap<KeyId, LastUse> uses = new ConcurrentHashMap<>();
    private final AuditBook audit;
    private volatile @Nullable StoreFacts facts;

    Records() {
        this(new AuditBook());
    }

    private Records(AuditBook audit) {
        this.audit = audit;
    }

    Optional<ResolvedKey> find(KeyId id) {
        ApiKeyRecord key = keys.get(id);
        return key == null ? Optional.empty() : Optional.of(new ResolvedKey(key, workspaceOf(key)));
    }

    private WorkspaceRecord workspaceOf(ApiKeyRecord key) {
        WorkspaceRecord workspace = spaces.get(key.workspace());
        if (workspace == null) {
            throw new StoreException(
                    "Key " + key.id() + " belongs to workspace " + key.workspace() + ", which the store does not have");
        }
        return workspace;
    }

    /**
     * Makes all changes or none, see {@link ApiKeyStore#write}. For one writer at a time.
     *
     * @param mostAudit how many audit entries of a workspace to keep at most, whatever the writes say
     * @return false if a record to be replaced or deleted has another version or does not exist
     * @throws IllegalStateException if an id to be inserted is taken, or a key's workspace does not exist
     */
    boolean write(List<StoreWrite> writes, int mostAudit) {
        // Several writes are first tried on a copy of the affected records: readers never see changes that are undone.
        if (writes.size() > 1 && !copyOfTouched(writes).applyAll(writes)) {
            return false;
        }
        if (!applyAll(writes)) {
            return false;
        }
        audit.append(writes, mostAudit);
        return true;
    }

    /** Makes all changes or none, with as many audit entries as the writes say. */
    boolean write(List<StoreWrite> writes) {
        return write(writes, Integer.MAX_VALUE);
    }

    private Records copyOfTouched(List<StoreWrite> writes) {
        Records copy = new Records();
        for (StoreWrite write : writes) {
            if (write.change() instanceof StoreChange.OfKey changed) {
                copyIfPresent(changed.id(), keys, copy.keys);
            } else if (write.change() instanceof StoreChange.OfWorkspace changed) {
                copyIfPresent(changed.id(), spaces, copy.spaces);
            }
            if (write instanceof StoreWrite.InsertKey insert) {
                copyIfPresent(insert.key().workspace(), spaces, copy.spaces);
            }
        }
        return copy;
    }

    private static <K, V> void copyIfPresent(K id, Map<K, V> from, Map<K, V> to) {
        V value = from.get(id);
        if (value != null) {
            to.put(id, value);
        }
    }

    private boolean applyAll(List<StoreWrite> writes) {
        for (StoreWrite write : writes) {
            if (!apply(write)) {
                return false;
            }
        }
        return true;
    }

    private boolean apply(StoreWrite write) {
        if (write instanceof StoreWrite.InsertKey insert) {
            return insert(insert.key());
        }
        if (write instanceof StoreWrite.ReplaceKey replace) {
            return replace(replace.next());
        }
        if (write instanceof StoreWrite.DeleteKey delete) {
            return delete(delete);
        }
        if (write instanceof StoreWrite.InsertWorkspace insert) {
            return insert(insert.workspace());
        }
        if (write instanceof StoreWrite.AppendAudit) {
            return true; // appended when all changes are made
        }
        return replace(((StoreWrite.ReplaceWorkspace) write).next());
    }

    private boolean insert(ApiKeyRecord key) {
        if (!spaces.containsKey(key.workspace())) {
            throw new IllegalStateException(
                    "There is no workspace \"" + key.workspace() + "\"; create it before its keys");
        }
        if (keys.putIfAbsent(key.id(), key) != null) {
            throw new IllegalStateException("There is a key " + key.id() + " already");
        }
        return true;
    }

    private boolean replace(ApiKeyRecord next) {
        ApiKeyRecord now = keys.get(next.id());
        return now != null && now.version() == next.version() - 1 && keys.replace(next.id(), now, next);
    }

    private boolean delete(StoreWrite.DeleteKey delete) {
        ApiKeyRecord now = keys.get(delete.id());
        if (now == null || now.version() != delete.version()) {
            return false;
        }
        keys.remove(delete.id());
        uses.remove(delete.id());
        return true;
    }

    private boolean insert(WorkspaceRecord workspace) {
        if (spaces.putIfAbsent(workspace.id(), workspace) != null) {
            throw new IllegalStateException("There is a workspace \"" + workspace.id() + "\" already");
        }
        return true;
    }

    private boolean replace(WorkspaceRecord next) {
        WorkspaceRecord now = spaces.get(next.id());
        return now != null && now.version() == next.version() - 1 && spaces.replace(next.id(), now, next);
    }

    List<ApiKeyRecord> list(KeyQuery query) {
        return keys.values().stream()
                .filter(key -> query.matches(key, uses.get(key.id())))
                .sorted(query.order())
                .limit(query.limit())
                .toList();
    }

    /** Keeps the later use of each existing key, and returns whether any use was changed. */
    boolean touch(Map<KeyId, LastUse> later) {
        boolean changed = false;
        for (Map.Entry<KeyId, LastUse> use : later.entrySet()) {
            if (keys.containsKey(use.getKey())) {
                LastUse before = uses.get(use.getKey());
                LastUse kept = uses.merge(use.getKey(), use.getValue(), LastUse::later);
                changed |= !kept.equals(before);
            }
        }
        return changed;
    }

    @Nullable
    LastUse lastUse(KeyId id) {
        return uses.get(id);
    }

    Set<String> hashSchemes() {
        return keys.values().stream()
                .filter(key -> key.status() != KeyStatus.REVOKED)
                .map(key -> key.hash().scheme())
                .collect(Collectors.toUnmodifiableSet());
    }

    Optional<WorkspaceRecord> findWorkspace(String id) {
        return Optional.ofNullable(spaces.get(id));
    }

    List<WorkspaceRecord> workspaces() {
        return spaces.values().stream()
                .sorted(Comparator.comparing(WorkspaceRecord::id))
                .toList();
    }

    @Nullable
    StoreFacts facts() {
        return facts;
    }

    /** Replaces the facts, and returns true, if they are as expected. For one writer at a time. */
    boolean replaceFacts(@Nullable StoreFacts expected, @Nullable StoreFacts next) {
        boolean isAsExpected = Objects.equals(facts, expected);
        if (isAsExpected) {
            facts = next;
        }
        return isAsExpected;
    }

    /** Returns all keys, in the order of their creation. */
    List<ApiKeyRecord> keys() {
        return keys.values().stream().sorted(KeyQuery.ofAll().order()).toList();
    }

    AuditBook audit() {
        return audit;
    }

    /** Returns an independent copy. */
    Records copy() {
        Records copy = new Records(audit.copy());
        copy.keys.putAll(keys);
        copy.spaces.putAll(spaces);
        copy.uses.putAll(uses);
        copy.facts = facts;
        return copy;
    }

    /** Returns whether both contain the same keys and workspaces; last uses, facts and audit are not compared. */
    boolean sameAs(Records other) {
        return keys.equals(other.keys) && spaces.equals(other.spaces);
    }
}
