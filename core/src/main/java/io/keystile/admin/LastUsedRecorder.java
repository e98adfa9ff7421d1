package io.keystile.admin;

import io.keystile.key.KeyId;
import io.keystile.net.IpAddress;
import io.keystile.store.LastUse;
import io.keystile.store.StoreException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records when and from where keys were last granted a call, and ends the overlap of a rotated key when its successor
 * is first used. Once an hour it ends the keys that were not used for the longest idle time of their plan's policy.
 *
 * <p>A key's use is recorded at most once a minute, and written every ten seconds, in one batch. So the store never
 * receives a write per call, a last use is exact to about a minute, and an overlap ends within ten seconds. While the
 * store cannot answer, uses of at most {@value #MAX_KEYS} keys are kept for later, and uses of further keys are
 * dropped. A store keeps the latest use, so a use recorded by a clock that was ahead is not replaced before that time.
 *
 * <p>{@link io.keystile.Keystile} starts one. Thread-safe. Close it after the authenticator.
 */
public final class LastUsedRecorder implements AutoCloseable {
    static final int MAX_KEYS = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(LastUsedRecorder.class);
    private static final long RESOLUTION_SECONDS = 60;
    private static final long FLUSH_SECONDS = 10;
    private static final int MAX_FAILURES = 10;
    /** The most first uses that one flush looks at, so that a flush is short also after a restart. */
    private static final int MAX_READS = 1_000;

    private final ApiKeys keys;
    private final boolean withAddresses;
    private final InstantSource clock;
    /** The uses that were recorded within the last minute. */
    private final ConcurrentMap<KeyId, LastUse> recorded = new ConcurrentHashMap<>();
    /** The uses that are not written yet. */
    private final ConcurrentMap<KeyId, LastUse> unwritten = new ConcurrentHashMap<>();
    /** The first uses that have not been passed to {@link ApiKeys#successorUsed} yet. */
    private final ConcurrentMap<KeyId, Instant> firstUses = new ConcurrentHashMap<>();
    /** The keys whose first use could not be passed on at the last attempt; accessed by the running flush only. */
    private final Set<KeyId> failed = new HashSet<>();
    /** The keys whose first use has been passed on. */
    private final Set<KeyId> reported = ConcurrentHashMap.newKeySet();

    /** Two threads, so that a long search for idle keys delays no flush. */
    final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2, LastUsedRecorder::daemon);

    LastUsedRecorder(ApiKeys keys, boolean withAddresses) {
        this.keys = keys;
        this.clock = keys.clock();
        this.withAddresses = withAddresses;
    }

    /** Starts a recorder with daemon threads that write to the store. */
    public static LastUsedRecorder start(ApiKeys keys) {
        return start(keys, true);
    }

    /** Starts a recorder that stores no addresses, which are personal data. */
    public static LastUsedRecorder startWithoutAddresses(ApiKeys keys) {
        return start(keys, false);
    }

    private static LastUsedRecorder start(ApiKeys keys, boolean withAddresses) {
        LastUsedRecorder recorder = new LastUsedRecorder(keys, withAddresses);
        Future<?> unused =
                recorder.timer.scheduleWithFixedDelay(recorder::flush, FLUSH_SECONDS, FLUSH_SECONDS, TimeUnit.SECONDS);
        // Not at once: the keys in use are recorded first.
        Future<?> unusedToo = recorder.timer.scheduleWithFixedDelay(recorder::endIdleKeys, 1, 1, TimeUnit.HOURS);
        return recorder;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "keystile-last-used");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Records that a key was granted a call just now. Takes no lock and reads no clock for a key that was recorded
     * within the last minute. Never throws.
     *
     * @param from the client's address; null if it is unknown
     */
    public void used(KeyId key, @Nullable IpAddress from) {
        // The flush removes entries that are older than the resolution.
        if (recorded.containsKey(key) || (isFull() && !unwritten.containsKey(key))) {
            return;
        }
        LastUse use = new LastUse(clock.instant(), withAddresses ? from : null);
        recorded.put(key, use);
        unwritten.put(key, use);
        if (!reported.contains(key) && firstUses.size() < MAX_KEYS) {
            firstUses.putIfAbsent(key, use.at());
        }
    }

    /** Returns whether two times differ by less than the resolution; a use further ahead comes from a wrong clock. */
    private static boolean isNear(Instant one, Instant other) {
        return Math.abs(one.getEpochSecond() - other.getEpochSecond()) < RESOLUTION_SECONDS;
    }

    private boolean isFull() {
        return unwritten.size() >= MAX_KEYS || firstUses.size() >= MAX_KEYS;
    }

    /** Writes the recorded uses; those that the store does not accept wait for the next flush. */
    synchronized void flush() {
        try {
            Instant now = clock.instant();
            recorded.values().removeIf(use -> !isNear(use.at(), now));
            write();
            reportFirstUses();
        } catch (StoreException e) {
            LOG.warn("The last uses of {} keys are not written yet: {}", unwritten.size(), e.getMessage());
        } catch (RuntimeException | Error e) { // any exception would end the timer
            LOG.warn("The last uses of keys could not be written", e);
        }
    }

    /** Ends the keys that were not used for the longest idle time of their plan. */
    void endIdleKeys() {
        flush();
        try {
            keys.endIdleKeys();
        } catch (RuntimeException | Error e) { // any exception would end the timer
            LOG.warn("Keys that are no longer used could not be ended", e);
        }
    }

    private void write() {
        Map<KeyId, LastUse> batch = Map.copyOf(unwritten);
        if (!batch.isEmpty()) {
            keys.touch(batch);
            batch.forEach(unwritten::remove);
        }
    }

    /**
     * Reports the first uses key by key. A failure of one key does not stop the others, but {@value #MAX_FAILURES}
     * failures end the flush, since the store is probably down. Failed keys are retried after all others. The rest
     * waits for the next flush.
     */
    private void reportFirstUses() {
        int failures = 0;
        int reads = 0;
        for (Map.Entry<KeyId, Instant> use : firstUses.entrySet()) {
            if (failed.contains(use.getKey())) {
                continue;
            }
            if (reads++ == MAX_READS) {
                return;
            }
            try {
                reportFirstUse(use.getKey(), use.getValue());
            } catch (RuntimeException e) {
                failed.add(use.getKey());
                failures++;
                if (failures == 1) {
                    LOG.warn("The first use of key {} could not be processed yet: {}", use.getKey(), e.getMessage());
                } else if (failures == MAX_FAILURES) {
                    return;
                }
            }
        }
        failed.clear();
    }

    private void reportFirstUse(KeyId id, Instant at) {
        keys.successorUsed(id, at);
        if (reported.size() >= MAX_KEYS) {
            reported.clear();
        }
        reported.add(id);
        firstUses.remove(id);
    }

    /** Stops the threads and writes the remaining uses. */
    @Override
    public void close() {
        timer.shutdown();
        flush();
    }
}
