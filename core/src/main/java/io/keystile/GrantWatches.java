package io.keystile;

import io.keystile.store.StoreChange;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs an action when a grant ends. One daemon thread, which starts with the first watch, checks the grants that a
 * change concerns at once, and all of them once a second. Thread-safe.
 */
final class GrantWatches implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GrantWatches.class);
    private static final long PERIOD_MILLIS = 1_000;
    private static final long DECIDED = Long.MIN_VALUE;

    private final Function<ApiKeyPrincipal, @Nullable DenialReason> endOf;
    private final long patienceNanos;
    private final LongSupplier nanoClock;
    private final Map<ApiKeyPrincipal, Watched> watched = new ConcurrentHashMap<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, GrantWatches::daemon);

    /**
     * Creates an instance without watches.
     *
     * @param endOf returns why a grant has ended; null if it has not
     * @param patienceNanos how long a grant goes on while it cannot be checked, because the store does not answer
     */
    GrantWatches(Function<ApiKeyPrincipal, @Nullable DenialReason> endOf, long patienceNanos, LongSupplier nanoClock) {
        this.endOf = endOf;
        this.patienceNanos = patienceNanos;
        this.nanoClock = nanoClock;
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "keystile-grants");
        thread.setDaemon(true);
        return thread;
    }

    /** The watches of one principal. */
    private static final class Watched {
        final Set<Watch> watches = ConcurrentHashMap.newKeySet();
        /** Since when the store has not answered, or {@link #DECIDED}; used by the timer's thread only. */
        long undecidedSince = DECIDED;
    }

    private final class Watch implements GrantWatch {
        private final ApiKeyPrincipal principal;
        private final Runnable action;
        private final AtomicBoolean open = new AtomicBoolean(true);

        Watch(ApiKeyPrincipal principal, Runnable action) {
            this.principal = principal;
            this.action = action;
        }

        void end() {
            if (open.getAndSet(false)) {
                remove();
                try {
                    action.run();
                } catch (RuntimeException | Error e) { // it would cancel the timer
                    LOG.warn("The action at the end of a grant of key {} failed", principal.keyId(), e);
                }
            }
        }

        @Override
        public void close() {
            open.set(false);
            remove();
        }

        private void remove() {
            watched.computeIfPresent(principal, (key, all) -> {
                all.watches.remove(this);
                return all.watches.isEmpty() ? null : all;
            });
        }
    }

    GrantWatch add(ApiKeyPrincipal principal, Runnable action) {
        Watch watch = new Watch(principal, action);
        watched.compute(principal, (key, present) -> {
            Watched all = present == null ? new Watched() : present;
            all.watches.add(watch);
            return all;
        });
        if (!started.getAndSet(true)) {
            runInTimer(this::checkRegularly);
        }
        // The grant may have ended before it was watched.
        runInTimer(() -> check(principal));
        return watch;
    }

    /** Checks the grants that a change concerns, in the timer's thread. */
    void checkAfter(StoreChange change) {
        if (!watched.isEmpty()) {
            runInTimer(() -> checkAll(change));
        }
    }

    private void checkRegularly() {
        Future<?> unused = timer.scheduleWithFixedDelay(
                () -> checkAll(new StoreChange.OfAnything()), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void runInTimer(Runnable task) {
        try {
            timer.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("The authenticator is closed and no longer watches grants");
        }
    }

    private void checkAll(StoreChange change) {
        for (ApiKeyPrincipal principal : watched.keySet()) {
            if (concerns(change, principal)) {
                check(principal);
            }
        }
    }

    private static boolean concerns(StoreChange change, ApiKeyPrincipal principal) {
        if (change instanceof StoreChange.OfKey key) {
            return key.id().equals(principal.keyId());
        }
        return !(change instanceof StoreChange.OfWorkspace workspace)
                || workspace.id().equals(principal.workspace());
    }

    private void check(ApiKeyPrincipal principal) {
        Watched all = watched.get(principal);
        if (all == null) {
            return;
        }
        try {
            if (hasEnded(all, endOf.apply(principal))) {
                all.watches.forEach(Watch::end);
            }
        } catch (RuntimeException | Error e) { // it would cancel the timer
            LOG.warn("A grant of key {} could not be checked", principal.keyId(), e);
        }
    }

    /** A grant that cannot be checked goes on for as long as a cached key would. */
    private boolean hasEnded(Watched all, @Nullable DenialReason end) {
        if (end != DenialReason.UNAVAILABLE) {
            all.undecidedSince = DECIDED;
            return end != null;
        }
        long now = nanoClock.getAsLong();
        if (all.undecidedSince == DECIDED) {
            all.undecidedSince = now;
        }
        return now - all.undecidedSince >= patienceNanos;
    }

    /** Stops watching. Actions that have not begun by then never run. */
    @Override
    public void close() {
        timer.shutdown();
    }
}
