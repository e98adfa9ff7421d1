package io.keystile.store;

import io.keystile.model.AuditEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps audit entries, in one {@linkplain AuditChain chain} for each workspace. Many nodes may append at once.
 *
 * <p>A store that keeps the entries together with its keys returns its own from {@link ApiKeyStore#audit}: there, a
 * change and its entry are stored both or neither. For any other store, {@link #beside} keeps the entries here. Every
 * method throws {@link StoreException} if the store cannot answer. Implementations are thread-safe, and pass {@code
 * AuditStoreContract} of the testkit.
 */
public interface AuditStore {
    /**
     * Appends entries to the chains of their workspaces, all or none.
     *
     * @param keep how many of the newest entries of each of these workspaces to keep, 1 or more; those before are
     *     deleted. A store that cannot keep as many keeps fewer, and says so
     */
    void append(List<AuditEntry> entries, int keep);

    /**
     * Lists one page of entries, the newest first.
     *
     * @return an unmodifiable snapshot; a page with fewer entries than the query's limit is the last
     */
    List<ChainedEntry> list(AuditQuery query);

    /**
     * Returns one page of a workspace's entries in the order of their numbers, for {@link #verify}.
     *
     * @param from the lowest number to return
     * @param limit the maximum number of entries
     */
    List<ChainedEntry> entriesFrom(String workspace, long from, int limit);

    /** Finds the chain of a workspace. */
    Optional<AuditChain> findChain(String workspace);

    /** Returns the ids of all workspaces with a chain or an entry, sorted. */
    Set<String> workspaces();

    /**
     * Deletes the oldest entries of each workspace, up to the first that is not older than {@code time}. The chains of
     * the others can still be verified.
     *
     * @return the number of deleted entries
     */
    long deleteBefore(Instant time);

    /**
     * Verifies the chains of all workspaces, while changes go on.
     *
     * @param known chains as an earlier verification returned them, kept where nobody who can write the store can
     *     write; each must still be a part of the present chain. The latest of a workspace must reach to where the
     *     present one begins, so verify more often than entries are deleted. May be empty
     */
    default AuditVerification verify(List<AuditChain> known) {
        Set<String> all = new TreeSet<>(workspaces());
        known.forEach(chain -> all.add(chain.workspace()));
        return AuditVerification.of(this, all, known);
    }

    /**
     * Returns a store of the given keys and workspaces that appends its audit entries here, after each change. If that
     * fails, the change stays, and an error with the entries is logged.
     */
    default ApiKeyStore beside(ApiKeyStore store) {
        return new StoreWithAudit(store, this);
    }
}
