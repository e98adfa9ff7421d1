package io.keystile.store;

/**
 * The begin and the end of the audit entries that are kept of a workspace. Each entry contains the hash of the previous
 * one, so a missing, inserted, moved or changed entry is noticed by {@link AuditStore#verify}. There is one chain for
 * each workspace, so that changes of different workspaces do not wait for each other.
 *
 * <p>The hashes have no key. Whoever can write the store can therefore change an entry, and compute all later hashes
 * and this record anew. That is noticed only by comparison with a head that was kept elsewhere. Immutable.
 *
 * @param workspace the id of the workspace
 * @param first the number of the first entry that is kept; those before were deleted because of their number or age
 * @param anchor the hash of the entry before the first, or {@link #NOTHING}
 * @param last the number of the last entry; {@code first - 1} if none is kept
 * @param head the hash of the last entry, or {@link #NOTHING}
 */
public record AuditChain(String workspace, long first, String anchor, long last, String head) {
    /** The hash that stands before the first entry. */
    public static final String NOTHING = "0".repeat(64);

    /** Returns the chain of a workspace without entries. */
    public static AuditChain empty(String workspace) {
        return new AuditChain(workspace, 1, NOTHING, 0, NOTHING);
    }

    /** Returns this chain with another last entry. */
    public AuditChain endingWith(ChainedEntry newLast) {
        return new AuditChain(workspace, first, anchor, newLast.number(), newLast.hash());
    }

    /**
     * Returns this chain without the entries before a number.
     *
     * @param newAnchor the hash of the last entry before it
     */
    public AuditChain startingAt(long newFirst, String newAnchor) {
        return new AuditChain(workspace, newFirst, newAnchor, last, head);
    }
}
