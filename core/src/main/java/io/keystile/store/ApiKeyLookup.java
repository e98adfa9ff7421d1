package io.keystile.store;

import io.keystile.key.KeyId;
import java.util.Optional;

/**
 * Finds keys by their public id: the only store operation that authentication needs. Implementations are thread-safe.
 */
@FunctionalInterface
public interface ApiKeyLookup {
    /**
     * Finds a key and its workspace, whatever their status.
     *
     * @return the key and its workspace, or empty if the key certainly does not exist
     * @throws StoreException if the store cannot answer; callers must not treat this as an absent key
     */
    Optional<ResolvedKey> find(KeyId id);
}
