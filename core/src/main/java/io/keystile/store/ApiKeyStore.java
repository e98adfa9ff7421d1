package io.keystile.store;

import io.keystile.key.KeyId;
import io.keystile.model.ApiKeyRecord;
import io.keystile.model.WorkspaceRecord;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stores keys and workspaces.
 *
 * <p>Records are replaced by compare-and-set on their version, so no change overwrites another. A method that returns
 * normally has made its change as durable as the store is, and has notified the listeners of {@link #onChange}; one
 * that throws {@link StoreException} may or may not have made it, and has notified them if it may have. A store may
 * take part in a transaction of the calling thread; then this happens when the transaction is committed. Every method
 * throws {@link StoreException} if the store cannot answer. Implementations are thread-safe, and pass {@code
 * ApiKeyStoreContract} of the testkit. Extend {@link ForwardingApiKeyStore} to decorate a store.
 */
public interface ApiKeyStore extends ApiKeyLookup, AutoCloseable {
    /**
     * Makes all changes in the given order, or none. A concurrent reader may see some of them before others.
     *
     * @return false if the store has another version of a record that is to be replaced or deleted, or no such record;
     *     then nothing has changed
     * @throws IllegalStateException if an id to be inserted is taken, or a key's workspace does not exist; then nothing
     *     has changed
     * @throws StoreException if the changes cannot be stored
     */
    boolean write(List<StoreWrite> writes);

    /** Adds a key; see {@link #write}. */
    default void insert(ApiKeyRecord key) {
        write(List.of(new StoreWrite.InsertKey(key)));
    }

    /** Replaces a key's record, if the store has its previous version; see {@link #write}. */
    default boolean replace(ApiKeyRecord next) {
        return write(List.of(new StoreWrite.ReplaceKey(next)));
    }

    /** Adds a workspace; see {@link #write}. */
    default void insert(WorkspaceRecord workspace) {
        write(List.of(new StoreWrite.InsertWorkspace(workspace)));
    }

    /** Replaces a workspace's record, if the store has its previous version; see {@link #write}. */
    default boolean replace(WorkspaceRecord next) {
        return write(List.of(new StoreWrite.ReplaceWorkspace(next)));
    }

    /**
     * Lists one page of keys.
     *
     * @return an unmodifiable snapshot in {@link KeyQuery#order}; a page with fewer keys than the query's limit is the
     *     last
     */
    List<ApiKeyRecord> list(KeyQuery query);

    /**
     * Passes every matching key to {@code action} once, in the order of creation, reading page by page from the query's
     * position on.
     *
     * <p>Every key is passed that exists from the begin of the iteration to its end, whatever the clocks of the nodes
     * show. The keys of the last hour are read a second time at the end. So a key that is inserted during the first
     * reading is passed, too, unless the clock of its node is more than an hour behind. A key that is inserted later
     * may be missed.
     *
     * @throws IllegalArgumentException if the query is {@link KeyQuery#newestFirst newest first}
     */
    default void forEachKey(KeyQuery query, Consumer<ApiKeyRecord> action) {
        new AllPages(this, query, action, Instant.now()).read();
    }

    /**
     * Finds a key as the calling thread's transaction sees it, for administration. By default this is {@link #find}. A
     * store that takes part in transactions reads in the transaction here, and what is committed in {@link #find}, so
     * that no authenticator caches a record that may be rolled back or is outdated.
     */
    default Optional<ResolvedKey> findInTransaction(KeyId id) {
        return find(id);
    }

    /**
     * Finds the current version of a key, to change it. By default this is {@link #findInTransaction}. In a transaction
     * that sees the past, a store reads the present here, and holds it until the end of the transaction.
     */
    default Optional<ApiKeyRecord> findForUpdate(KeyId id) {
        return findInTransaction(id).map(ResolvedKey::key);
    }

    /** Finds a workspace. */
    Optional<WorkspaceRecord> findWorkspace(String id);

    /**
     * Finds the current version of a workspace, to change it; see {@link #findForUpdate}. By default this is {@link
     * #findWorkspace}.
     */
    default Optional<WorkspaceRecord> findWorkspaceForUpdate(String id) {
        return findWorkspace(id);
    }

    /** Lists all workspaces by id; an unmodifiable snapshot. */
    List<WorkspaceRecord> workspaces();

    /**
     * Returns the {@linkplain io.keystile.key.SecretHash#scheme schemes} of the hashes of all keys that are not
     * revoked: those that a hasher must be able to verify.
     */
    Set<String> hashSchemes();

    /**
     * Stores the last use of keys, and keeps the later of two uses. Changes no record and no version, notifies no
     * listener, and ignores keys that do not exist. A last use may be lost in a crash.
     */
    void touch(Map<KeyId, LastUse> uses);

    /** Returns the last uses of these keys, without those that were never used; unmodifiable. */
    Map<KeyId, LastUse> lastUses(Collection<KeyId> ids);

    /**
     * Runs an action after the calling thread's transaction is committed, if the store takes part in one, or at once.
     * The action does not run if the transaction is rolled back.
     */
    default void afterCommit(Runnable action) {
        action.run();
    }

    /**
     * Returns the audit entries that are stored together with the changes, see {@link StoreWrite.AppendAudit}. The
     * default, for stores that keep none, is empty; they are never given such a write. {@link AuditStore#beside} adds
     * an audit to such a store.
     */
    default Optional<AuditStore> audit() {
        return Optional.empty();
    }

    /**
     * Returns what the store knows of the application that its keys belong to; empty if nothing was written yet. The
     * default, for stores that do not keep it, is empty: then an application with another brand or pepper is not
     * noticed.
     */
    default Optional<StoreFacts> facts() {
        return Optional.empty();
    }

    /**
     * Replaces {@link #facts}, if they are as expected. Notifies no listener. The default keeps nothing, and returns
     * true.
     *
     * @param expected the present facts, or null if there are none
     * @param next the new facts, or null to forget the present ones
     * @return false if the store has other facts than {@code expected}; then nothing has changed
     */
    default boolean replaceFacts(@Nullable StoreFacts expected, @Nullable StoreFacts next) {
        return true;
    }

    /**
     * Notifies {@code listener} of each change that this store object makes or notices, after readers can see it and
     * before the changing method returns. The listener must be quick and must not throw.
     */
    void onChange(Consumer<StoreChange> listener);

    /** Returns the state of the feed of other nodes' changes; empty, by default, for a store without a feed. */
    default Optional<ChangeFeedStats> changeFeedStats() {
        return Optional.empty();
    }

    /** Releases the store's resources; by default there are none. Closing it again changes nothing. */
    @Override
    default void close() {}
}
