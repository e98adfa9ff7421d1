package io.keystile.monitoring.usage;

import io.keystile.key.KeyId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Keeps usage by hour for longer than a meter does. Ids are compared exactly. Implementations are thread-safe, and pass {@code
 * UsageStoreContract} of the testkit.
 */
public interface UsageStore {
    /**
     * Adds increments to what is held, all of them or none. There may be none, and several for the same hour, key and outcome.
     *
     * <p>What throws is offered again. A store that throws although it has written, because an answer was lost, say, counts
     * these calls twice.
     *
     * @throws RuntimeException if nothing was written
     */
    void add(Collection<UsageIncrement> increments);

    /**
     * Returns a key's hours with calls that begin from {@code from}, inclusive, to {@code to}, exclusive; oldest first.
     *
     * @throws RuntimeException if the store cannot tell
     */
    List<UsagePeriod> ofKey(KeyId key, Instant from, Instant to);

    /** Returns the hours of all keys of a workspace together, as {@link #ofKey} does. */
    List<UsagePeriod> ofWorkspace(String workspace, Instant from, Instant to);
}
