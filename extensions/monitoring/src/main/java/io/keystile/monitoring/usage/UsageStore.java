package io.keystile.monitoring.usage;

import io.keystile.key.KeyId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Stores usage by hour, for longer than a meter keeps it. Ids are compared exactly. Implementations are thread-safe and
 * pass {@code UsageStoreContract} of the testkit.
 */
public interface UsageStore {
    /**
     * Adds all increments to the stored counts, or none of them.
     *
     * <p>If this method throws, it is called again with the same calls. So a store that throws although it wrote, for
     * example because a response was lost, counts them twice.
     *
     * @param increments may be empty, and may have several elements for the same hour, key and outcome
     * @throws RuntimeException if nothing was written
     */
    void add(Collection<UsageIncrement> increments);

    /**
     * Returns the hours in which a key had calls, oldest first.
     *
     * @param from the earliest start of an hour, inclusive
     * @param to the latest start of an hour, exclusive
     * @throws RuntimeException if the store cannot answer
     */
    List<UsagePeriod> ofKey(KeyId key, Instant from, Instant to);

    /**
     * Returns the same as {@link #ofKey}, summed over a key and all keys that a chain of rotations replaced it by.
     *
     * @param origin the first key of the chain, see {@link io.keystile.model.ApiKeyRecord#origin}
     */
    List<UsagePeriod> ofLineage(KeyId origin, Instant from, Instant to);

    /** Returns the same as {@link #ofKey}, summed over all keys of a workspace. */
    List<UsagePeriod> ofWorkspace(String workspace, Instant from, Instant to);

    /**
     * Returns the same as {@link #ofKey} for each of several keys, for a page that lists them. A key without calls is
     * absent. A database is asked once, not once for each key.
     *
     * @param keys may be empty
     */
    Map<KeyId, List<UsagePeriod>> ofKeys(Collection<KeyId> keys, Instant from, Instant to);

    /**
     * Returns the calls of each of several keys by outcome, summed over the hours. A key without calls is absent, and
     * so is an outcome. A database is asked once, not once for each key.
     *
     * @param keys may be empty
     */
    Map<KeyId, Map<UsageOutcome, Long>> totals(Collection<KeyId> keys, Instant from, Instant to);

    /**
     * Returns the keys of a workspace with the most calls of an outcome, in descending order; keys with as many calls
     * are in the order of their ids.
     *
     * @param maxKeys the maximum number of keys to return, at least 1
     */
    List<UsageRank> top(String workspace, UsageOutcome outcome, Instant from, Instant to, int maxKeys);

    /**
     * Deletes the calls of all hours that start before an instant. It may do so hour by hour, so that a failure leaves
     * the later ones.
     *
     * @throws RuntimeException if not all of them were deleted
     */
    void deleteBefore(Instant hour);
}
