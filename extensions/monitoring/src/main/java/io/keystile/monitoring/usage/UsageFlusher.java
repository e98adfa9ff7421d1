package io.keystile.monitoring.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
 */
public final class UsageFlusher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UsageFlusher.class);

    private final UsageMeter meter;
    private final UsageStore store;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(UsageFlusher::daemon);

    UsageFlusher(UsageMeter meter, UsageStore store) {
        this.meter = meter;
        this.store = Objects.requireNonNull(store, "store");
        meter.retainUnwritten();
    }

    /** Starts a flusher. It writes in a daemon thread. */
    public static UsageFlusher start(UsageMeter meter, UsageStore store) {
        UsageFlusher flusher = new UsageFlusher(meter, store);
        Future<?> unused = flusher.timer.scheduleWithFixedDelay(flusher::flush, 1, 1, TimeUnit.MINUTES);
        return flusher;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "keystile-usage");
        thread.setDaemon(true);
        return thread;
    }

    synchronized void flush() {
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
