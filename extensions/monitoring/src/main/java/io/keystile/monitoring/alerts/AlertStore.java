package io.keystile.monitoring.alerts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps alerts for longer than a process lives, and those of several nodes together. {@link AlertRecorder} writes to
 * it. Implementations are thread-safe and pass {@code AlertStoreContract} of the testkit.
 *
 * <p>The incidents of several nodes about one subject, which is a rule and a key or a network, are one while they
 * overlap. The incident of one node has one record from its beginning to its end. Once it has ended, the next one about
 * the same subject has a record of its own.
 *
 * <p>A store keeps a bounded number of incidents for each rule, so that a flood of one kind does not replace others;
 * and of them at most a tenth of one workspace, so that it does not replace those of other workspaces. Beyond that,
 * the first ones are deleted.
 */
public interface AlertStore {
    /**
     * Keeps a report: of a new incident, or of one that is present. A report that is repeated changes nothing. So a
     * caller can repeat one whose outcome it does not know.
     *
     * @throws RuntimeException if the report was not kept, or it is not known whether it was
     */
    void report(AlertReport report);

    /** Finds an incident by its {@linkplain StoredAlert#id id}; empty if there is none, or it was deleted. */
    Optional<StoredAlert> find(String id);

    /** Lists one page of incidents, the newest first; unmodifiable. A page with fewer than the limit is the last. */
    List<StoredAlert> list(AlertQuery query);

    /**
     * Deletes the incidents that were last seen before an instant, for example because they are older than the
     * application wants to keep networks of clients. Returns how many were deleted.
     */
    int deleteBefore(Instant lastSeen);

    /** Returns how many of the incidents that are kept for a rule may be of one workspace: a tenth, but at least 1. */
    static int perWorkspace(int perRule) {
        return Math.max(1, perRule / 10);
    }
}
