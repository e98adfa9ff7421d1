package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.Decision.Granted;
import io.keystile.admin.IssuedKey;
import io.keystile.key.KeyId;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.WorkspaceRecord;
import io.keystile.store.ApiKeyStore;
import io.keystile.store.CacheSettings;
import io.keystile.store.ChangeFeedStats;
import io.keystile.store.ChangeListeners;
import io.keystile.store.FakeFeeds;
import io.keystile.store.FakeFeeds.FakeFeed;
import io.keystile.store.ForwardingApiKeyStore;
import io.keystile.store.InMemoryApiKeyStore;
import io.keystile.store.StoreChange;
import io.keystile.store.StoreWrite;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes that share a database and tell each other of changes. Their clock advances only if a test says so. */
@Timeout(60)
class ChangeFeedTest {
    private final ManualTime time = new ManualTime();
    private final InMemoryApiKeyStore database = new InMemoryApiKeyStore();
    private final FakeFeeds feeds = new FakeFeeds();
    private final FakeFeed feedOfA = feeds.newFeed();
    private final FakeFeed feedOfB = feeds.newFeed();
    private final List<String> closed = Collections.synchronizedList(new ArrayList<>());
    private final Keystile a = node(feedOfA);
    private final Keystile b = node(feedOfB);
    private final IssuedKey key = a.keys()
            .createWorkspace(
                    TestKeys.ADMIN, WorkspaceRecord.of("acme", "enterprise"), "live", ApiKeySettings.named("ci"));
    private final String plaintext = key.reveal();

    /** The store object of one node: its listeners do not hear of what is written through another one. */
    private final class NodeStore extends ForwardingApiKeyStore {
        private final ChangeListeners listeners = new ChangeListeners();

        @Override
        protected ApiKeyStore delegate() {
            return database;
        }

        @Override
        public boolean write(List<StoreWrite> writes) {
            boolean written = database.write(writes);
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
            closed.add("store");
        }
    }

    private Keystile node(FakeFeed feed) {
        return Keystile.builder(new NodeStore(), "pk")
                .environments("live")
                .changeFeed(feed)
                .clock(time)
                .nanoClock(time::nanos)
                .build();
    }

    @BeforeEach
    void bothNodesAreConnectedAndCacheTheKey() {
        await(() -> stats(a).heard() > 0 && stats(b).heard() > 0);
        // What was published until here must not arrive later, and have the key read again.
        a.keys().createWorkspace(TestKeys.ADMIN, WorkspaceRecord.of("settled", "free"));
        StoreChange last = new StoreChange.OfWorkspace("settled");
        await(() -> feedOfA.hasPassed(last) && feedOfB.hasPassed(last));
        assertThat(call(a)).isEqualTo("granted");
        assertThat(call(b)).isEqualTo("granted");
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    private static ChangeFeedStats stats(Keystile node) {
        return Objects.requireNonNull(node.authenticator().stats().changeFeed());
    }

    private Decision decide(Keystile node) {
        return node.authenticator().decide(TestRequest.bearer(plaintext));
    }

    private String call(Keystile node) {
        return decide(node) instanceof Decision.Denied denied ? denied.reason().name() : "granted";
    }

    private KeyId id() {
        return key.record().id();
    }

    /** Waits for other threads; the time limit of the class ends the wait. */
    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            assertThat(Thread.interrupted()).as("the time limit is over").isFalse();
            Thread.onSpinWait();
        }
    }

    @Test
    void aRevocationOnOneNodeIsDeniedOnTheOther() {
        a.keys().revoke(TestKeys.ADMIN, id(), "leaked");

        await(() -> call(b).equals("KEY_REVOKED"));
    }

    @Test
    void aSuspendedWorkspaceIsDeniedOnTheOther() {
        a.keys().suspendWorkspace(TestKeys.ADMIN, "acme");

        await(() -> call(b).equals("WORKSPACE_SUSPENDED"));
    }

    @Test
    void whatWasMissedDuringAnOutageIsDeniedWhenTheFeedIsBack() {
        feedOfB.fail();
        a.keys().revoke(TestKeys.ADMIN, id(), "leaked");
        assertThat(call(b)).isEqualTo("granted");
        await(feedOfB::hasRefused);

        feedOfB.repair();
        await(() -> call(b).equals("KEY_REVOKED"));
        await(() -> stats(b).reconnects() == 1);
    }

    @Test
    void withABrokenFeedTheBoundIsFreshFor() {
        feedOfB.fail();
        a.keys().revoke(TestKeys.ADMIN, id(), "leaked");

        time.advance(CacheSettings.standard().freshFor().minusNanos(1));
        assertThat(call(b)).isEqualTo("granted");
        time.advance(CacheSettings.standard().freshFor());
        assertThat(call(b)).isEqualTo("KEY_REVOKED");
    }

    @Test
    void aChangeThatCouldNotBeToldIsToldWhenTheFeedIsBack() {
        feedOfA.fail();
        a.keys().revoke(TestKeys.ADMIN, id(), "leaked");
        assertThat(call(a)).isEqualTo("KEY_REVOKED");

        feedOfA.repair();
        await(() -> call(b).equals("KEY_REVOKED"));
    }

    @Test
    void anOpenStreamOnAnotherNodeEnds() throws InterruptedException {
        Granted granted = (Granted) decide(b);
        CountDownLatch ended = new CountDownLatch(1);
        b.authenticator().whenEnded(granted.principal(), ended::countDown);

        a.keys().revoke(TestKeys.ADMIN, id(), "leaked");

        ended.await();
        assertThat(b.authenticator().stillGranted(granted.principal())).isFalse();
    }

    @Test
    void theLastChangeBeforeANodeClosesIsTold() {
        a.keys().revoke(TestKeys.ADMIN, id(), "leaked");
        a.close();

        await(() -> call(b).equals("KEY_REVOKED"));
        assertThat(feedOfA.isClosed()).isTrue();
        assertThat(closed).containsExactly("store");
    }

    @Test
    void aNodeThatDoesNotHearGrowsOld() {
        await(() -> !stats(b).deaf());
        feedOfB.fail();
        await(() -> {
            time.advance(ChangeFeedStats.DEAF_AFTER.plusNanos(1));
            return stats(b).deaf();
        });
        await(() -> stats(b).outages() == 1); // so it has warned
        assertThat(stats(a).untold()).isZero();
    }

    @Test
    void withoutAFeedThereAreNoStats() {
        try (Keystile alone = Keystile.builder(new InMemoryApiKeyStore(), "pk")
                .environments("live")
                .build()) {
            assertThat(alone.authenticator().stats().changeFeed()).isNull();
        }
    }
}
