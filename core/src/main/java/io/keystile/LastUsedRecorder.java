package io.keystile;

import io.keystile.Decision.Granted;
import io.keystile.admin.ApiKeys;
import io.keystile.key.KeyId;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps when and from where keys were last granted a call, and ends the overlap of a key when its successor is first
 * used.
 *
 * <p>A key's use is noted once in a minute at most, and what was noted is written every ten seconds, in one batch. So the
 * store never sees a write per call, a last use is told to within a minute, and an overlap ends within ten seconds. While
 * the store cannot answer, what was noted waits; at most {@value #MAX_KEYS} keys do, and uses of further ones are passed
 * over. A store keeps the latest use, so one that a clock told ahead of time stands until that time.
 *
 * <p>Quick enough for {@code AuthenticatorBuilder.inlineListener}. Thread-safe. Close it after the authenticator.
 */
public final class LastUsedRecorder implements AuthListener, AutoCloseable {
    static final int MAX_KEYS = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(LastUsedRecorder.class);
    private static final long RESOLUTION_SECONDS = 60;
    private static final long FLUSH_SECONDS = 10;
    private static final int MAX_FAILURES = 10;

    private final ApiKeys keys;
    private final boolean withAddresses;
    private final InstantSource clock;
    /** The last use of each key that was noted within the resolution. */
    private final ConcurrentMap<KeyId, LastUse> noted = new ConcurrentHashMap<>();
    /** Those of them that are not written yet. */
    private final ConcurrentMap<KeyId, LastUse> unwritten = new ConcurrentHashMap<>();
    /** When keys were first used that is not told yet. */
    private final ConcurrentMap<KeyId, Instant> firstUses = new ConcurrentHashMap<>();
    /** Those of them that could not be told when it was last tried; only the flush that runs uses it. */
    private final Set<KeyId> failed = new HashSet<>();
    /** Keys whose first use has been told. */
    private final Set<KeyId> told = ConcurrentHashMap.newKeySet();

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(LastUsedRecorder::daemon);

    LastUsedRecorder(ApiKeys keys, boolean withAddresses, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
        this.withAddresses = withAddresses;
    }

    /** Starts a recorder, with a daemon thread that writes. */
    public static LastUsedRecorder start(ApiKeys keys) {
        return start(keys, true);
    }

    /** Starts a recorder that keeps no addresses, which are personal data. */
    public static LastUsedRecorder startWithoutAddresses(ApiKeys keys) {
        return start(keys, false);
    }

    private static LastUsedRecorder start(ApiKeys keys, boolean withAddresses) {
        LastUsedRecorder recorder = new LastUsedRecorder(keys, withAddresses, InstantSource.system());
        Future<?> unused =
                recorder.timer.scheduleWithFixedDelay(recorder::flush, FLUSH_SECONDS, FLUSH_SECONDS, TimeUnit.SECONDS);
        return recorder;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "keystile-last-used");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void onDecision(AuthEvent event) {
        if (!(event.decision() instanceof Granted granted)) {
            return;
        }
        KeyId id = granted.keyId();
        LastUse before = noted.get(id);
        if (before == null ? isFull() : isNear(before.at(), event.time())) {
            return;
        }
        LastUse use = new LastUse(event.time(), withAddresses ? event.clientAddress() : null);
        noted.put(id, use);
        unwritten.put(id, use);
        if (!told.contains(id)) {
            firstUses.putIfAbsent(id, event.time());
        }
    }

    /** Tells whether two times are within the resolution; one that is farther ahead is of a clock that was wrong. */
    private static boolean isNear(Instant one, Instant other) {
        return Math.abs(one.getEpochSecond() - other.getEpochSecond()) < RESOLUTION_SECONDS;
    }

    private boolean isFull() {
        return unwritten.size() >= MAX_KEYS || firstUses.size() >= MAX_KEYS;
    }

    /** Writes what was noted; what the store does not take stays for the next time. */
    synchronized void flush() {
        try {
            write();
            tellFirstUses();
            Instant now = clock.instant();
            noted.values().removeIf(use -> !isNear(use.at(), now));
        } catch (StoreException e) {
            LOG.warn("The last uses of {} keys are not written yet: {}", unwritten.size(), e.getMessage());
        } catch (RuntimeException | Error e) { // whatever comes out of here would end the timer
            LOG.warn("The last uses of keys could not be written", e);
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
     * Keys that cannot be told of do not stop the others, though many at once mean that the store is down: a key that failed is
     * tried again when all others were.
     */
    private void tellFirstUses() {
        int failures = 0;
        for (Map.Entry<KeyId, Instant> use : firstUses.entrySet()) {
            if (failed.contains(use.getKey())) {
                continue;
            }
            try {
                tellFirstUse(use.getKey(), use.getValue());
            } catch (RuntimeException e) {
                failed.add(use.getKey());
                failures++;
                if (failures == 1) {
                    LOG.warn("It is not told yet that key {} was used: {}", use.getKey(), e.getMessage());
                } else if (failures == MAX_FAILURES) {
                    return;
                }
            }
        }
        failed.clear();
    }

    private void tellFirstUse(KeyId id, Instant at) {
        keys.successorUsed(id, at);
        if (told.size() >= MAX_KEYS) {
            told.clear();
        }
        told.add(id);
        firstUses.remove(id);
    }

    /** Writes once more, and stops the thread. */
    @Override
    public void close() {
        timer.shutdown();
        flush();
    }
}
