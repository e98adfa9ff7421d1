package io.keystile.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What nodes of one process tell each other: each feed passes the changes that any of them publishes. */
public final class FakeFeeds {
    private final List<FakeFeed> feeds = new CopyOnWriteArrayList<>();

    /** Returns the feed of a node. */
    public FakeFeed newFeed() {
        return new FakeFeed();
    }

    /** A feed that hears what is published while it is connected, and no more. */
    public final class FakeFeed implements ChangeFeed {
        private final BlockingQueue<StoreChange> news = new LinkedBlockingQueue<>();
        private final Set<StoreChange> passed = ConcurrentHashMap.newKeySet();
        private boolean connected;
        private boolean down;
        private boolean closed;
        private volatile boolean refused;

        /** Breaks the connection, so that nothing is heard until {@link #repair}. */
        public synchronized void fail() {
            down = true;
            connected = false;
            feeds.remove(this);
        }

        public synchronized void repair() {
            down = false;
        }

        @Override
        public void receive(Consumer<StoreChange> listener) {
            if (connects()) {
                listener.accept(new StoreChange.OfAnything());
            }
            List<StoreChange> all = new ArrayList<>();
            try {
                StoreChange first = news.poll(20, TimeUnit.MILLISECONDS);
                if (first != null) {
                    all.add(first);
                }
            } catch (InterruptedException e) {
                throw new StoreException("Interrupted", e);
            }
            news.drainTo(all);
            all.forEach(listener);
            passed.addAll(all);
        }

        /** Returns whether the listener has been notified of this change, and so of all that were published before. */
        public boolean hasPassed(StoreChange change) {
            return passed.contains(change);
        }

        /** Returns whether the last call of {@link #receive} has failed. */
        public boolean hasRefused() {
            return refused;
        }

        /** Returns whether the feed was not connected before. */
        private synchronized boolean connects() {
            refused = down;
            requireUp();
            if (connected) {
                return false;
            }
            news.clear();
            feeds.add(this);
            connected = true;
            return true;
        }

        private synchronized void requireUp() {
            if (down || closed) {
                throw new StoreException("The feed is down");
            }
        }

        @Override
        public void publish(List<StoreChange> changes) {
            requireUp();
            feeds.forEach(feed -> feed.news.addAll(changes));
        }

        @Override
        public synchronized void close() {
            closed = true;
            feeds.remove(this);
        }

        public synchronized boolean isClosed() {
            return closed;
        }
    }
}
