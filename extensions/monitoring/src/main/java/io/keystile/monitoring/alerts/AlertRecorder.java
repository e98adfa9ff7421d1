package io.keystile.monitoring.alerts;

import io.keystile.key.KeyId;
import io.keystile.monitoring.alerts.Alert.Phase;
import io.keystile.store.ApiKeyLookup;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes alerts to an {@link AlertStore}, within a second, from a daemon thread. Register it as a listener of an
 * {@link AlertMonitor}, and close it after the authenticator. Thread-safe.
 *
 * <p>If the store throws, the latest alert of each incident is kept and written later; at most {@value #MAX_PENDING} of
 * them, of which the first ones are dropped and counted.
 *
 * <p>An incident counts as open until its end is reported. While it is open, it is reported again every
 * {@link #RENEWAL}, so that one whose node was killed or closed does not count as open for longer than
 * {@link #OPEN_FOR}. A node that is started again in that time and suspects the same continues the incident.
 */
public final class AlertRecorder implements AlertListener, AutoCloseable {
    /** How long an incident counts as open without a further report. */
    public static final Duration OPEN_FOR = Duration.ofMinutes(15);

    /** The time between two reports of an open incident. */
    public static final Duration RENEWAL = Duration.ofMinutes(5);

    static final int MAX_PENDING = 10_000;
    static final int MAX_FAILURES = 3;

    private static final Logger LOG = LoggerFactory.getLogger(AlertRecorder.class);

    private final String node = UUID.randomUUID().toString().replace("-", "");
    private final AlertStore store;
    private final @Nullable ApiKeyLookup keys;
    private final InstantSource clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(AlertRecorder::daemon);

    /** The latest alert of each incident that the store has not taken, by incident, the first one first. */
    private final Map<String, Alert> pending = new LinkedHashMap<>();

    /** The latest alert of each open incident. Bounded by the monitor, which bounds its open incidents. */
    private final Map<String, Alert> open = new HashMap<>();

    private Instant renewedAt;
    private long dropped;
    private boolean failing;

    AlertRecorder(AlertStore store, @Nullable ApiKeyLookup keys, InstantSource clock) {
        this.store = store;
        this.keys = keys;
        this.clock = clock;
        this.renewedAt = clock.instant();
    }

    /**
     * Starts a recorder. Alerts on keys that were only claimed have no workspace.
     *
     * @param store the store to write to; the caller closes it, after this
     */
    public static AlertRecorder start(AlertStore store) {
        return new AlertRecorder(store, null, InstantSource.system()).started();
    }

    /**
     * Starts a recorder that looks up to which workspaces the keys of its alerts belong, so that an alert on a key that
     * was only claimed is listed for its workspace.
     *
     * @param store the store to write to; the caller closes it, after this
     * @param keys the store of the keys; it is asked once for each report of such an alert
     */
    public static AlertRecorder start(AlertStore store, ApiKeyLookup keys) {
        return new AlertRecorder(store, keys, InstantSource.system()).started();
    }

    private AlertRecorder started() {
        Future<?> unused = timer.scheduleWithFixedDelay(this::flush, 1, 1, TimeUnit.SECONDS);
        return this;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "keystile-alerts");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void onAlert(Alert alert) {
        synchronized (pending) {
            put(alert);
            if (alert.phase() == Phase.ENDED) {
                open.remove(alert.incident());
            } else {
                open.put(alert.incident(), alert);
            }
        }
    }

    /** Puts an alert at the end, so that incidents about one subject are written in the order of their reports. */
    private void put(Alert alert) {
        pending.remove(alert.incident());
        pending.put(alert.incident(), alert);
        if (pending.size() > MAX_PENDING) {
            pending.remove(pending.keySet().iterator().next());
            dropped++;
        }
    }

    /**
     * Writes what is pending, until the store has thrown {@value #MAX_FAILURES} times: it may be down, or it may have
     * rejected one alert, which must not hold up the others. Called by one thread at a time.
     */
    void flush() {
        int failures = 0;
        for (Alert alert : due()) {
            if (failures < MAX_FAILURES && !write(alert)) {
                failures++;
            }
        }
        failing = failures > 0;
    }

    /** Returns whether the store has taken the alert. */
    private boolean write(Alert alert) {
        try {
            store.report(
                    new AlertReport(node, alert, ownerOf(alert), clock.instant().plus(OPEN_FOR)));
            written(alert);
            return true;
        } catch (RuntimeException | Error e) { // it would cancel the timer
            if (!failing) {
                LOG.warn("Alert {} cannot be written; it is kept, and written later", alert.incident(), e);
            }
            failing = true;
            return false;
        }
    }

    /** Returns what is to be written now, with all open incidents if it is time to renew them. */
    private List<Alert> due() {
        Instant now = clock.instant();
        synchronized (pending) {
            if (Duration.between(renewedAt, now).abs().compareTo(RENEWAL) >= 0) {
                renewedAt = now;
                open.forEach(pending::putIfAbsent);
            }
            return List.copyOf(pending.values());
        }
    }

    private void written(Alert alert) {
        synchronized (pending) {
            pending.remove(alert.incident(), alert); // unless there is a later one by now
        }
    }

    private @Nullable String ownerOf(Alert alert) {
        KeyId key = alert.keyId();
        if (keys == null || key == null || alert.workspace() != null) {
            return null;
        }
        try {
            return keys.find(key).map(found -> found.workspace().id()).orElse(null);
        } catch (RuntimeException e) { // the alert must be kept whatever the store of keys throws
            LOG.debug("The workspace of key {} is not known", key, e);
            return null;
        }
    }

    /** Returns how many alerts were dropped because the store did not take them for too long. */
    public long dropped() {
        synchronized (pending) {
            return dropped;
        }
    }

    /** Writes a last time, and stops. Alerts that the store does not take are lost. */
    @Override
    public void close() {
        timer.shutdown();
        try {
            timer.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        flush();
    }
}
