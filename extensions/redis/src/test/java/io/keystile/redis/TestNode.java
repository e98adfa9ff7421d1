package io.keystile.redis;

import io.keystile.AuthRequest;
import io.keystile.Decision;
import io.keystile.Keystile;
import io.keystile.Requirement;
import io.keystile.admin.Actor;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.Plan;
import io.keystile.model.Plans;
import io.keystile.ratelimit.RateLimit;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.ChangeFeed;
import io.keystile.store.ChangeListeners;
import io.keystile.store.FollowingApiKeyStore;
import io.keystile.store.ForwardingApiKeyStore;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreWrite;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A node that shares the records of a database with others, and hears of their changes only through its feed. */
final class TestNode implements AutoCloseable {
    static final Actor ADMIN = Actor.system("test");

    private static final Plans PLANS = Plans.of(Plan.of("free", RateLimit.perSecond(10_000_000)));

    final Keystile keystile;
    final FollowingApiKeyStore store;
    final BlockingQueue<StoreChange> heard = new LinkedBlockingQueue<>();
    final AtomicInteger heardOfAnything = new AtomicInteger();

    /**
     * Starts a node that has received from its feed once.
     *
     * @param clock decides how long a cached key is fresh; if it stands still, a node reads a key again only after a
     *     change
     */
    TestNode(ApiKeyStore database, ChangeFeed feed, LongSupplier clock) {
        store = FollowingApiKeyStore.over(new View(database), feed, clock);
        store.onChange(this::count);
        keystile = Keystile.builder(store, "pk")
                .environments("live")
                .plans(PLANS)
                .withoutLastUse()
                .nanoClock(clock)
                .build();
        store.onChange(heard::add); // after the cache, which has then forgotten what has changed
        while (heardOfAnything.get() == 0) {
            Thread.onSpinWait();
        }
    }

    private void count(StoreChange change) {
        if (change instanceof StoreChange.OfAnything) {
            heardOfAnything.incrementAndGet();
        }
    }

    /** Waits until {@code change} was heard, and forgets those heard before. */
    void await(StoreChange change) throws InterruptedException {
        StoreChange next;
        do {
            next = heard.poll(10, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError(change + " was not heard; feed: " + store.changeFeedStats());
            }
        } while (!next.equals(change));
    }

    String issue(String workspace) {
        return keystile.keys()
                .issue(ADMIN, workspace, "live", ApiKeySettings.named("test"))
                .reveal();
    }

    void revoke(String key) {
        keystile.keys().revoke(ADMIN, idOf(key), "test");
    }

    static KeyId idOf(String key) {
        return new KeyId(key.substring("pk_live_".length(), "pk_live_".length() + 12));
    }

    Decision decide(String key) {
        return keystile.authenticator().decide(new Call(key));
    }

    boolean grants(String key) {
        return decide(key) instanceof Decision.Granted;
    }

    @Override
    public void close() {
        keystile.close();
    }

    /** One node's connection to the database: tells its listeners of its own writes only. */
    private static final class View extends ForwardingApiKeyStore {
        private final ApiKeyStore database;
        private final ChangeListeners listeners = new ChangeListeners();

        View(ApiKeyStore database) {
            this.database = database;
        }

        @Override
        protected ApiKeyStore delegate() {
            return database;
        }

        @Override
        public boolean write(List<StoreWrite> writes) {
            boolean written = super.write(writes);
            if (written) {
                listeners.notify(
                        writes.stream().map(StoreWrite::change).distinct().toList());
            }
            return written;
        }

        @Override
        public void onChange(Consumer<StoreChange> listener) {
            listeners.add(listener);
        }

        @Override
        public void close() {
            // The other nodes go on.
        }
    }

    private record Call(String key) implements AuthRequest {
        @Override
        public Requirement requirement() {
            return Requirement.validKey();
        }

        @Override
        public @Nullable String peerAddress() {
            return "192.0.2.7";
        }

        @Override
        public boolean secure() {
            return true;
        }

        @Override
        public List<String> headers(String name) {
            return name.equalsIgnoreCase("Authorization") ? List.of("Bearer " + key) : List.of();
        }
    }

    /** A clock that stands still until it is advanced. */
    static final class Clock implements LongSupplier {
        private final AtomicLong nanos = new AtomicLong();

        @Override
        public long getAsLong() {
            return nanos.get();
        }

        void advanceSeconds(long seconds) {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        }
    }
}
