package io.keystile.store;

import io.keystile.key.ApiKeyRecord;
import io.keystile.key.KeyId;
import io.keystile.key.WorkspaceRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Keys and workspaces in memory, with the rules of {@link ApiKeyStore}. Thread-safe; reads take no lock. */
final class Records {
    private static final Comparator<ApiKeyRecord> BY_CREATION =
            Comparator.comparing(ApiKeyRecord::createdAt).thenComparing(ApiKeyRecord::id);

    private final ConcurrentMap<KeyId, ApiKeyRecord> keys = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, WorkspaceRecord> spaces = new ConcurrentHashMap<>();

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
     * Adds a key.
     *
     * @return true
     * @throws IllegalStateException if its id is taken, or its workspace does not exist
     */
    boolean insert(ApiKeyRecord key) {
        if (!spaces.containsKey(key.workspace())) {
            throw new IllegalStateException(
                    "There is no workspace \"" + key.workspace() + "\"; create it before its keys");
        }
        if (keys.putIfAbsent(key.id(), key) != null) {
            throw new IllegalStateException("There is a key " + key.id() + " already");
        }
        return true;
    }

    boolean replace(ApiKeyRecord next) {
        ApiKeyRecord now = keys.get(next.id());
        return now != null && now.version() == next.version() - 1 && keys.replace(next.id(), now, next);
    }

    List<ApiKeyRecord> list(String workspace) {
        return keys.values().stream()
                .filter(key -> key.workspace().equals(workspace))
                .sorted(BY_CREATION)
                .toList();
    }

    /**
     * Adds a workspace.
     *
     * @return true
     * @throws IllegalStateException if its id is taken
     */
    boolean insert(WorkspaceRecord workspace) {
        if (spaces.putIfAbsent(workspace.id(), workspace) != null) {
            throw new IllegalStateException("There is a workspace \"" + workspace.id() + "\" already");
        }
        return true;
    }

    boolean replace(WorkspaceRecord next) {
        WorkspaceRecord now = spaces.get(next.id());
        return now != null && now.version() == next.version() - 1 && spaces.replace(next.id(), now, next);
    }

    Optional<WorkspaceRecord> findWorkspace(String id) {
        return Optional.ofNullable(spaces.get(id));
    }

    List<WorkspaceRecord> workspaces() {
        return spaces.values().stream()
                .sorted(Comparator.comparing(WorkspaceRecord::id))
                .toList();
    }

    /** Returns all keys, in the order of their creation. */
    List<ApiKeyRecord> keys() {
        return keys.values().stream().sorted(BY_CREATION).toList();
    }

    /** Returns other records that are the same now, and stay so when these change. */
    Records copy() {
        Records copy = new Records();
        copy.keys.putAll(keys);
        copy.spaces.putAll(spaces);
        return copy;
    }

    /** Tells whether both hold the same now. */
    boolean sameAs(Records other) {
        return keys.equals(other.keys) && spaces.equals(other.spaces);
    }
}
