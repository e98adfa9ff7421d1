package io.keystile.admin;

import io.keystile.model.ApiKeyRecord;
import java.util.List;

/**
 * The result of revoking a key, or a key and its lineage. Immutable.
 *
 * @param key the record of the key that was named, revoked
 * @param alsoRevoked the other keys of its lineage that are revoked because the lineage was; empty after
 *     {@link ApiKeys#revoke}
 * @param stillActive the other keys of its lineage that still work: its successors, and its predecessors during their
 *     overlap; empty after {@link ApiKeys#revokeLineage}
 */
public record Revocation(ApiKeyRecord key, List<ApiKeyRecord> alsoRevoked, List<ApiKeyRecord> stillActive) {
    /** Copies the lists. */
    public Revocation {
        alsoRevoked = List.copyOf(alsoRevoked);
        stillActive = List.copyOf(stillActive);
    }
}
