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
 * Writes what a meter has counted to a store, once a minute and when closed.
 *
 * <p>What the store does not take stays for the next time, and its keys stay in the meter; calls of an hour that the meter
 * no longer keeps are then written with the oldest that it does. Nothing is lost or counted twice by a store that throws
 * before it has written; one that has written and throws is given the same calls again. What the store does not take when
 * this is closed is lost. A meter has one flusher at most. Thread-safe. Close it after the authenticator.
 */
public final class UsageFlusher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UsageFlusher.class);

    private final UsageMeter meter;
    private final UsageStore store;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(UsageFlusher::daemon);

    UsageFlusher(UsageMeter meter, UsageStore store) {
        this.meter = meter;
        this.store = Objects.requireNonNull(store, "store");
        meter.keepUnwritten();
    }

    /** Starts a flusher, with a daemon thread that writes. */
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
        List<Runnable> afterwards = new ArrayList<>();
        try {
            meter.entries().forEach(counts -> collect(counts, increments, afterwards));
            if (!increments.isEmpty()) {
                store.add(List.copyOf(increments));
                afterwards.forEach(Runnable::run);
            }
        } catch (RuntimeException | Error e) { // whatever comes out of here would end the timer
            LOG.warn("{} counts of usage are not written yet", increments.size(), e);
        }
    }

    private static void collect(KeyCounts counts, List<UsageIncrement> increments, List<Runnable> afterwards) {
        for (UsageOutcome outcome : UsageOutcome.values()) {
            OutcomeCounter counter = counts.find(outcome);
            if (counter != null && !counter.isWritten()) {
                long upTo = counter.total();
                counter.unwritten(
                        upTo,
                        (hour, calls) -> increments.add(new UsageIncrement(
                                counts.key, counts.workspace, UsageResolution.HOUR.start(hour), outcome, calls)));
                afterwards.add(() -> counter.setWritten(upTo));
            }
        }
    }

    /** Writes once more, and stops the thread. */
    @Override
    public void close() {
        timer.shutdown();
        flush();
    }
}
