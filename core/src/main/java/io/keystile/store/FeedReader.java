package io.keystile.store;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Receives changes from a feed until it is stopped, and knows how long it has not been able to. Thread-safe. */
final class FeedReader implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(FollowingApiKeyStore.class);
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long MAX_PAUSE_MILLIS = 1_000;

    private final ChangeFeed feed;
    private final Consumer<StoreChange> listener;
    private final LongSupplier nanoClock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicLong heard = new AtomicLong();
    private final AtomicLong reconnects = new AtomicLong();
    private final AtomicLong outages = new AtomicLong();
    /** All changes that were committed before this time have been heard. */
    private volatile long upToDateAt;
    /** Why the feed could not be received; null if it was. */
    private volatile @Nullable Throwable failure;
    /** Used by the watching thread only. */
    private boolean deaf;

    FeedReader(ChangeFeed feed, Consumer<StoreChange> listener, LongSupplier nanoClock) {
        this.feed = feed;
        this.listener = listener;
        this.nanoClock = nanoClock;
        this.upToDateAt = nanoClock.getAsLong();
    }

    @Override
    public void run() {
        upToDateAt = nanoClock.getAsLong();
        long pause = FIRST_PAUSE_MILLIS;
        while (!isStopped()) {
            if (receive()) {
                pause = FIRST_PAUSE_MILLIS;
            } else {
                pauseFor(pause);
                pause = Math.min(2 * pause, MAX_PAUSE_MILLIS);
            }
        }
    }

    /** Receives once, and returns false if the feed failed. */
    boolean receive() {
        long begun = nanoClock.getAsLong();
        try {
            feed.receive(this::heard);
        } catch (RuntimeException | Error e) { // the next call may succeed
            failure = e;
            return false;
        }
        upToDateAt = begun;
        if (failure != null) {
            failure = null;
            reconnects.incrementAndGet();
        }
        return true;
    }

    private void heard(StoreChange change) {
        heard.incrementAndGet();
        listener.accept(change);
    }

    private void pauseFor(long millis) {
        try {
            boolean unused = stopped.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) { // nobody who knows this thread interrupts it
            LOG.debug("Interrupted while waiting to connect the change feed again");
        }
    }

    private Duration age() {
        return Duration.ofNanos(nanoClock.getAsLong() - upToDateAt);
    }

    /** Logs when the feed has become deaf, and when it hears again. Also notices a call that does not return. */
    void warnIfDeaf() {
        Duration age = age();
        boolean now = age.compareTo(ChangeFeedStats.DEAF_AFTER) > 0;
        if (now == deaf) {
            return;
        }
        deaf = now;
        if (deaf) {
            outages.incrementAndGet();
            Throwable cause = failure;
            LOG.warn(
                    "Changes of other nodes have not been heard for {} ms; until the feed works again, they take effect"
                            + " here within CacheSettings.freshFor. {}",
                    age.toMillis(),
                    cause == null ? "The feed does not answer" : "The feed failed",
                    cause);
        } else {
            LOG.info("Changes of other nodes are heard again");
        }
    }

    ChangeFeedStats stats(long untold) {
        return new ChangeFeedStats(age(), heard.get(), reconnects.get(), outages.get(), untold);
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Ends {@link #run} after the present call of the feed. */
    void stop() {
        stopped.countDown();
    }
}
