package io.keystile.monitoring.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the counts of a meter to a store, once a minute and when closed. A meter has at most one flusher. Close it
 * after the authenticator. Thread-safe.
 *
 * <p>If the store throws, the counts stay in the meter and are written the next time. Calls of hours that the meter no
 * longer keeps are then written with the oldest hour that it keeps. Nothing is lost or counted twice if the store
 * throws before it has written anything; if it throws after that, it receives the same calls again. Counts that the
 * store does not take on close are lost.
 *
 * <p>A flusher with a retention deletes the hours that are older, once an hour.
 */
public final class UsageFlusher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UsageFlusher.class);

    private static final Duration MIN_RETENTION = Duration.ofDays(UsageResolution.DAY.kept());
    private static final Duration BETWEEN_DELETIONS = Duration.ofHours(1);

    private final UsageMeter meter;
    private final UsageStore store;
    /** How long hours are kept; null for ever. */
    private final @Nullable Duration retention;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(UsageFlusher::daemon);

    private @Nullable Instant deletedAt;

    UsageFlusher(UsageMeter meter, UsageStore store, @Nullable Duration retention) {
        this.meter = meter;
        this.store = Objects.requireNonNull(store, "store");
        this.retention = retention;
        meter.retainUnwritten();
    }

    /** Starts a flusher that deletes nothing. It writes in a daemon thread. */
    public static UsageFlusher start(UsageMeter meter, UsageStore store) {
        return new UsageFlusher(meter, store, null).started();
    }

    /**
     * Starts a flusher that also deletes old hours. It writes in a daemon thread.
     *
     * @param retention how long hours are kept, for example 90 days; at least 31 days, which {@link UsageHistory} shows
     * @throws IllegalArgumentException if the retention is shorter
     */
    public static UsageFlusher start(UsageMeter meter, UsageStore store, Duration retention) {
        if (retention.compareTo(MIN_RETENTION) < 0) {
            throw new IllegalArgumentException("The retention must be at least 31 days; got " + retention);
        }
        return new UsageFlusher(meter, store, retention).started();
    }

    private UsageFlusher started() {
        Future<?> unused = timer.scheduleWithFixedDelay(this::flush, 1, 1, TimeUnit.MINUTES);
        return this;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "keystile-usage");
        thread.setDaemon(true);
        return thread;
    }

    synchronized void flush() {
        write();
        deleteOld();
    }

    private void deleteOld() {
        Instant now = meter.now();
        if (retention == null
                || (deletedAt != null && Duration.between(deletedAt, now).abs().compareTo(BETWEEN_DELETIONS) < 0)) {
            return;
        }
        deletedAt = now;
        try {
            store.deleteBefore(now.minus(retention));
        } catch (RuntimeException | Error e) { // it would cancel the timer; the next hour tries again
            LOG.warn("Old usage was not deleted", e);
        }
    }

    private void write() {
        List<UsageIncrement> increments = new ArrayList<>();
        List<Runnable> onSuccess = new ArrayList<>();
        try {
            meter.entries().forEach(counts -> collect(counts, increments, onSuccess));
            if (!increments.isEmpty()) {
                store.add(List.copyOf(increments));
                onSuccess.forEach(Runnable::run);
            }
        } catch (RuntimeException | Error e) { // it would cancel the timer
            LOG.warn("{} usage increments were not written", increments.size(), e);
        }
    }

    private static void collect(KeyCounts counts, List<UsageIncrement> increments, List<Runnable> onSuccess) {
        for (UsageOutcome outcome : UsageOutcome.values()) {
            OutcomeCounter counter = counts.find(outcome);
            if (counter != null && !counter.isWritten()) {
                long upTo = counter.total();
                counter.forEachUnwrittenHour(
                        upTo,
                        (hour, calls) -> increments.add(new UsageIncrement(
                                counts.key,
                                counts.origin,
                                counts.workspace,
                                UsageResolution.HOUR.start(hour),
                                outcome,
                                calls)));
                onSuccess.add(() -> counter.setWritten(upTo));
            }
        }
    }

    /** Stops the timer and writes a last time. */
    @Override
    public void close() {
        timer.shutdown();
        flush();
    }
}
