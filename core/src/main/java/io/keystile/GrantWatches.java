package io.keystile;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs an action when a grant ends. One daemon thread, which starts with the first watch, checks all watched grants
 * after each change and once a second. Thread-safe.
 */
final class GrantWatches implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GrantWatches.class);
    private static final long PERIOD_MILLIS = 1_000;

    private final Predicate<ApiKeyPrincipal> stillGranted;
    private final Map<ApiKeyPrincipal, Set<Watch>> watches = new ConcurrentHashMap<>();
    private final AtomicBoolean checkPending = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, GrantWatches::daemon);

    private final AtomicBoolean started = new AtomicBoolean();

    GrantWatches(Predicate<ApiKeyPrincipal> stillGranted) {
        this.stillGranted = stillGranted;
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "keystile-grants");
        thread.setDaemon(true);
        return thread;
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
            watches.computeIfPresent(principal, (key, set) -> {
                set.remove(this);
                return set.isEmpty() ? null : set;
            });
        }
    }

    GrantWatch add(ApiKeyPrincipal principal, Runnable action) {
        Watch watch = new Watch(principal, action);
        watches.compute(principal, (key, set) -> {
            Set<Watch> all = set == null ? ConcurrentHashMap.newKeySet() : set;
            all.add(watch);
            return all;
        });
        if (!started.getAndSet(true)) {
            runInTimer(this::checkRegularly);
        }
        // The grant may have ended before it was watched.
        runInTimer(() -> check(principal, Set.of(watch)));
        return watch;
    }

    private void checkRegularly() {
        Future<?> unused = timer.scheduleWithFixedDelay(
                () -> watches.forEach(this::check), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Checks all grants in the timer's thread; several calls before it begins cause one check. */
    void checkSoon() {
        if (!watches.isEmpty() && !checkPending.getAndSet(true)) {
            runInTimer(() -> {
                checkPending.set(false);
                watches.forEach(this::check);
            });
        }
    }

    private void runInTimer(Runnable task) {
        try {
            timer.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("The authenticator is closed and no longer watches grants");
        }
    }

    private void check(ApiKeyPrincipal principal, Set<Watch> ofPrincipal) {
        if (!stillGranted.test(principal)) {
            ofPrincipal.forEach(Watch::end);
        }
    }

    /** Stops watching. Actions that have not run by then never run. */
    @Override
    public void close() {
        timer.shutdown();
    }
}
