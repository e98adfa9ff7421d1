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

/**
 * Keeps keys and workspaces.
 *
 * <p>Records are replaced by compare-and-set on their version, so that no change undoes another. A method that returns
 * normally has made its change durable, as far as the store is, and has told {@link #onChange} of it; one that throws
 * {@link StoreException} may or may not have made it, but has told of it if it may have. Every method throws {@link
 * StoreException} if the store cannot answer. Implementations are thread-safe, and pass {@code ApiKeyStoreContract} of
 * the testkit.
 */
public interface ApiKeyStore extends ApiKeyLookup {
    /**
     * Makes changes, in this order, all of them or none. A reader on the way may see some before others.
     *
     * @return false if the store has another version of a record that is to be replaced or deleted, or no such record;
     *     then nothing has changed
     * @throws IllegalStateException if the id of something to be inserted is taken, or a key's workspace does not exist;
     *     then nothing has changed
     * @throws StoreException if the changes cannot be kept
     */
    boolean write(List<StoreWrite> writes);

    /** Adds a key; see {@link #write}. */
    default void insert(ApiKeyRecord key) {
        write(List.of(new StoreWrite.InsertKey(key)));
    }

    /** Replaces a key's record, if the store has the version before it; see {@link #write}. */
    default boolean replace(ApiKeyRecord next) {
        return write(List.of(new StoreWrite.ReplaceKey(next)));
    }

    /** Adds a workspace; see {@link #write}. */
    default void insert(WorkspaceRecord workspace) {
        write(List.of(new StoreWrite.InsertWorkspace(workspace)));
    }

    /** Replaces a workspace's record, if the store has the version before it; see {@link #write}. */
    default boolean replace(WorkspaceRecord next) {
        return write(List.of(new StoreWrite.ReplaceWorkspace(next)));
    }

    /**
     * Lists keys, one page at a time.
     *
     * @return an unmodifiable snapshot in {@link KeyQuery#ORDER}; if it has fewer keys than the query's limit, it is the
     *     last page
     */
    List<ApiKeyRecord> list(KeyQuery query);

    /** Finds a workspace. */
    Optional<WorkspaceRecord> findWorkspace(String id);

    /** Lists all workspaces by id; an unmodifiable snapshot. */
    List<WorkspaceRecord> workspaces();

    /**
     * Returns the {@linkplain io.keystile.key.SecretHash#scheme schemes} of the hashes of all keys that are not revoked:
     * what it takes to verify them.
     */
    Set<String> hashSchemes();

    /**
     * Keeps when keys were last used; of two times, the later stays. It changes no record and no version, tells nobody,
     * and passes over keys that do not exist. It need not survive a crash.
     */
    void touch(Map<KeyId, LastUse> uses);

    /** Returns when these keys were last used, as far as that was ever told; unmodifiable. */
    Map<KeyId, LastUse> lastUses(Collection<KeyId> ids);

    /**
     * Has {@code listener} told of each change that this store object makes or notices, after readers can see it and
     * before the changing method returns. The listener must be quick and must not throw.
     */
    void onChange(Consumer<StoreChange> listener);
}
