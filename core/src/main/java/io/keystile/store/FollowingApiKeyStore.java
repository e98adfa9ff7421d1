package io.keystile.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that also notifies its listeners of the changes that other nodes make, which it receives from a
 * {@link ChangeFeed}, and passes its own changes to them. {@code KeystileBuilder.changeFeed} creates one.
 *
 * <ul>
 *   <li>A change of this node is passed on after it is durable and after the listeners of this node were notified, by
 *       another thread. If that fails, the change stands, and is passed on again each second for 30 seconds.
 *   <li>If the feed fails, it is connected again within a second.
 *   <li>If nothing was heard for 3 seconds, the store logs a warning, and another message when the feed works again.
 *       {@link #changeFeedStats} shows it, too.
 *   <li>{@link CacheSettings#freshFor} remains the bound that holds without the feed.
 * </ul>
 *
 * <p>One daemon thread receives from the first listener on, and another one passes changes on and watches the feed.
 * Thread-safe.
 */
public final class FollowingApiKeyStore extends ForwardingApiKeyStore {
    private static final Logger LOG = LoggerFactory.getLogger(FollowingApiKeyStore.class);
    private static final long TICK_MILLIS = 1_000;
    private static final long CLOSE_SECONDS = 2;

    private final ApiKeyStore store;
    private final ChangeFeed feed;
    private final ChangeListeners listeners = new ChangeListeners();
    private final FeedReader reader;
    private final FeedPublisher publisher;
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, work -> daemon(work, "keystile-changes"));
    private final AtomicBoolean following = new AtomicBoolean();
    private final AtomicBoolean ticking = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    private FollowingApiKeyStore(ApiKeyStore store, ChangeFeed feed, LongSupplier nanoClock) {
        this.store = store;
        this.feed = feed;
        this.reader = new FeedReader(feed, this::notifyListeners, nanoClock);
        this.publisher = new FeedPublisher(feed, nanoClock);
    }

    /** Returns a store that follows {@code feed}. Closing it closes the feed and {@code store}. */
    public static FollowingApiKeyStore over(ApiKeyStore store, ChangeFeed feed) {
        return over(store, feed, System::nanoTime);
    }

    /** Returns a store like {@link #over(ApiKeyStore, ChangeFeed)} with a monotonic clock in nanoseconds, for tests. */
    public static FollowingApiKeyStore over(ApiKeyStore store, ChangeFeed feed, LongSupplier nanoClock) {
        FollowingApiKeyStore following = new FollowingApiKeyStore(store, feed, nanoClock);
        store.onChange(following::changedHere);
        return following;
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    protected ApiKeyStore delegate() {
        return store;
    }

    /** {@inheritDoc} The first listener starts the thread that receives changes: before it, nothing is cached. */
    @Override
    public void onChange(Consumer<StoreChange> listener) {
        listeners.add(listener);
        if (!following.getAndSet(true)) {
            daemon(reader, "keystile-change-feed").start();
            startTicking();
        }
    }

    private void changedHere(StoreChange change) {
        try {
            listeners.notify(List.of(change));
        } finally {
            publisher.add(change);
            startTicking();
            inTimer(() -> timer.execute(this::publish));
        }
    }

    private void startTicking() {
        if (!ticking.getAndSet(true)) {
            inTimer(() -> {
                Future<?> unused =
                        timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
            });
        }
    }

    private void notifyListeners(StoreChange change) {
        try {
            listeners.notify(List.of(change));
        } catch (RuntimeException e) { // all listeners were notified nevertheless, and the feed is not to blame
            LOG.warn("A listener failed on a change of another node", e);
        }
    }

    private static void inTimer(Runnable start) {
        try {
            start.run();
        } catch (RejectedExecutionException e) {
            LOG.debug("The store is closed and no longer passes changes on");
        }
    }

    /** Watches the feed, and tries again to pass on what could not be. */
    private void tick() {
        if (following.get()) {
            reader.warnIfDeaf();
        }
        publish();
    }

    private void publish() {
        try {
            publisher.publish();
        } catch (RuntimeException | Error e) { // it would cancel the timer
            LOG.warn("Changes of this node could not be passed on", e);
        }
    }

    @Override
    public Optional<ChangeFeedStats> changeFeedStats() {
        return Optional.of(reader.stats(publisher.untold()));
    }

    /**
     * Passes the last changes on, for which it waits two seconds at most, or until the calling thread is interrupted.
     * Then closes the feed and the store.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        inTimer(() -> timer.execute(this::publish));
        timer.shutdown();
        try {
            timer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        timer.shutdownNow();
        reader.stop();
        try {
            feed.close();
        } finally {
            store.close();
        }
    }
}
