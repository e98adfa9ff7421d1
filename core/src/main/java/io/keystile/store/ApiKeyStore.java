package io.keystile.store;

import io.keystile.key.ApiKeyRecord;
import io.keystile.key.WorkspaceRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps keys and workspaces.
 *
 * <p>Records are replaced by compare-and-set on their version, so that no change undoes another. A method that returns
 * normally has made its change durable, as far as the store is, and has told {@link #onChange} of it; one that throws
 * {@link StoreException} may or may not have made it, but has told of it if it did. Implementations are thread-safe.
 */
public interface ApiKeyStore extends ApiKeyLookup {
    /**
     * Adds a key.
     *
     * @throws IllegalStateException if its id is taken, or its workspace does not exist
     * @throws StoreException if the change cannot be kept
     */
    void insert(ApiKeyRecord key);

    /**
     * Replaces a key's record, if the store still has the version before it.
     *
     * @return false if the store has another version, or no such key; then nothing has changed
     * @throws StoreException if the change cannot be kept
     */
    boolean replace(ApiKeyRecord next);

    /**
     * Lists a workspace's keys in the order of their creation, whatever their status.
     *
     * @return an unmodifiable snapshot; empty if there is no such workspace
     * @throws StoreException if the store cannot answer
     */
    List<ApiKeyRecord> list(String workspace);

    /**
     * Adds a workspace.
     *
     * @throws IllegalStateException if its id is taken
     * @throws StoreException if the change cannot be kept
     */
    void insert(WorkspaceRecord workspace);

    /**
     * Replaces a workspace's record, if the store still has the version before it.
     *
     * @return false if the store has another version, or no such workspace; then nothing has changed
     * @throws StoreException if the change cannot be kept
     */
    boolean replace(WorkspaceRecord next);

    /**
     * Finds a workspace.
     *
     * @throws StoreException if the store cannot answer
     */
    Optional<WorkspaceRecord> findWorkspace(String id);

    /**
     * Lists all workspaces by id.
     *
     * @return an unmodifiable snapshot
     * @throws StoreException if the store cannot answer
     */
    List<WorkspaceRecord> workspaces();

    /**
     * Has {@code listener} told of each change that this store object makes or notices, after readers can see it and
     * before the changing method returns. The listener must be quick and must not throw.
     */
    void onChange(Consumer<StoreChange> listener);
}
