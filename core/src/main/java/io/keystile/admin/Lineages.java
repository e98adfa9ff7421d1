package io.keystile.admin;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.KeyStatus;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.KeyQuery;
import io.keystile.store.ResolvedKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the predecessors and successors of keys. Only keys of the same workspace and environment count. A deleted key
 * in between does not end the search: the keys beyond it are found by reading all keys of the workspace. Thread-safe.
 */
final class Lineages {
    private final ApiKeyStore store;

    Lineages(ApiKeyStore store) {
        this.store = store;
    }

    /** Returns the keys that a key was replaced by, directly and in turn. */
    List<ApiKeyRecord> successors(ApiKeyRecord key) {
        Map<KeyId, ApiKeyRecord> found = new LinkedHashMap<>(Map.of(key.id(), key));
        Deque<ApiKeyRecord> open = new ArrayDeque<>(List.of(key));
        while (!open.isEmpty()) {
            ApiKeyRecord next = open.remove();
            KeyId successor = next.lineage().successor();
            if (successor != null) {
                findOrBeyond(successor, next).stream()
                        .filter(later -> found.putIfAbsent(later.id(), later) == null)
                        .forEach(open::add);
            }
        }
        found.remove(key.id());
        return List.copyOf(found.values());
    }

    /** Returns the other keys of a key's lineage that work now. */
    List<ApiKeyRecord> active(ApiKeyRecord key, Instant now) {
        Map<KeyId, ApiKeyRecord> found = new LinkedHashMap<>(Map.of(key.id(), key));
        Deque<ApiKeyRecord> open = new ArrayDeque<>(List.of(key));
        while (!open.isEmpty()) {
            for (ApiKeyRecord neighbour : neighbours(open.remove(), now)) {
                if (found.putIfAbsent(neighbour.id(), neighbour) == null) {
                    open.add(neighbour);
                }
            }
        }
        found.remove(key.id());
        return found.values().stream()
                .filter(other -> other.statusAt(now) == KeyStatus.ACTIVE)
                .toList();
    }

    /** Returns the predecessor and the successor of a key. A predecessor that has certainly ended may be missing. */
    List<ApiKeyRecord> neighbours(ApiKeyRecord key, Instant now) {
        List<ApiKeyRecord> found = new ArrayList<>();
        KeyId predecessor = key.lineage().predecessor();
        if (predecessor != null && predecessorMayWork(key, now)) {
            found.addAll(findOrBeyond(predecessor, key));
        }
        KeyId successor = key.lineage().successor();
        if (successor != null) {
            found.addAll(findOrBeyond(successor, key));
        }
        return found;
    }

    /** Returns the keys that a key has replaced, directly and in turn, without those that have certainly ended. */
    List<ApiKeyRecord> predecessors(ApiKeyRecord key, Instant now) {
        Map<KeyId, ApiKeyRecord> found = new LinkedHashMap<>(Map.of(key.id(), key));
        Deque<ApiKeyRecord> open = new ArrayDeque<>(List.of(key));
        while (!open.isEmpty()) {
            ApiKeyRecord later = open.remove();
            KeyId predecessor = later.lineage().predecessor();
            if (predecessor != null && predecessorMayWork(later, now)) {
                findOrBeyond(predecessor, later).stream()
                        .filter(earlier -> earlier.id().equals(predecessor)
                                || predecessor.equals(earlier.lineage().successor()))
                        .filter(earlier -> found.putIfAbsent(earlier.id(), earlier) == null)
                        .forEach(open::add);
            }
        }
        found.remove(key.id());
        return List.copyOf(found.values());
    }

    /** Returns whether the overlap of a key's predecessor, and so of earlier keys, may last until {@code now}. */
    static boolean predecessorMayWork(ApiKeyRecord key, Instant now) {
        return !now.isAfter(key.createdAt().plus(Overlap.MAX));
    }

    /** Finds a neighbour of a key; if it was deleted, the keys that have it as a neighbour too. */
    private List<ApiKeyRecord> findOrBeyond(KeyId id, ApiKeyRecord from) {
        Optional<ApiKeyRecord> there = store.findInTransaction(id).map(ResolvedKey::key);
        if (there.isPresent()) {
            boolean belongs = there.get().workspace().equals(from.workspace())
                    && there.get().environment().equals(from.environment());
            return belongs ? List.of(there.get()) : List.of();
        }
        List<ApiKeyRecord> beyond = new ArrayList<>();
        store.forEachKey(KeyQuery.ofWorkspace(from.workspace()).withEnvironment(from.environment()), key -> {
            if (!key.id().equals(from.id())
                    && (id.equals(key.lineage().predecessor())
                            || id.equals(key.lineage().successor()))) {
                beyond.add(key);
            }
        });
        return beyond;
    }
}
