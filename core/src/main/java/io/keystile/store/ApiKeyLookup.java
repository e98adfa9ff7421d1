package io.keystile.store;

import io.keystile.key.KeyId;
import java.util.Optional;

/** Finds keys by their public id; all that authentication needs of a store. Implementations are thread-safe. */
@FunctionalInterface
public interface ApiKeyLookup {
    /**
     * Finds a key and its workspace, whatever their status.
     *
     * @return empty if there is surely no such key
     * @throws StoreException if that cannot be told now; never taken for an absent key
     */
    Optional<ResolvedKey> find(KeyId id);
}
