package io.keystile.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.key.KeyId;
import io.keystile.store.ChangeFeed;
import io.keystile.store.StoreChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract of every {@link ChangeFeed}. A feed's test extends this class, and supplies feeds and a way to change
 * keys as another node does:
 *
 * <pre>{@code
 * class MyChangeFeedTest extends ChangeFeedContract {
 *     @Override
 *     protected ChangeFeed newFeed() {
 *         return new MyChangeFeed(server);
 *     }
 *
 *     @Override
 *     protected void change(List<KeyId> keys) {
 *         otherNode.publish(keys);
 *     }
 * }
 * }</pre>
 *
 * <p>Each change may be passed more than once, and as {@link StoreChange.OfAnything}.
 *
 * <p>The contract does not cover failures: test separately that a broken connection makes {@link ChangeFeed#receive}
 * throw, and that nothing is missed afterwards.
 */
@Timeout(60)
public abstract class ChangeFeedContract {
    private static final StoreChange ANYTHING = new StoreChange.OfAnything();

    /** Creates the contract. */
    protected ChangeFeedContract() {}

    /** Returns a feed of one node that is not yet connected. All feeds of a test have the same source. */
    protected abstract ChangeFeed newFeed() throws Exception;

    /**
     * Changes keys as another node does, one after the other. The changes are durable when it returns.
     *
     * @param keys keys that no test has changed before
     */
    protected abstract void change(List<KeyId> keys) throws Exception;

    private ChangeFeed connectedFeed() throws Exception {
        ChangeFeed feed = newFeed();
        feed.receive(change -> {});
        return feed;
    }

    private static List<StoreChange> receive(ChangeFeed feed) {
        List<StoreChange> heard = new ArrayList<>();
        feed.receive(heard::add);
        return heard;
    }

    private static List<KeyId> keys(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> new KeyId(name + i)).toList();
    }

    /** Asserts that the changes stand for changes of all these keys. */
    private static void assertHeard(List<StoreChange> heard, List<KeyId> keys) {
        if (heard.contains(ANYTHING)) {
            return;
        }
        Set<StoreChange> missed = new HashSet<>();
        keys.forEach(key -> missed.add(new StoreChange.OfKey(key)));
        heard.forEach(missed::remove);
        assertThat(missed).as("changes that were not heard").isEmpty();
    }

    @Test
    void firstCallPassesThatAnythingMayHaveChanged() throws Exception {
        try (ChangeFeed feed = newFeed()) {
            assertThat(receive(feed)).startsWith(ANYTHING);
        }
    }

    @Test
    void laterCallsPassOnlyWhatHasChanged() throws Exception {
        try (ChangeFeed feed = connectedFeed()) {
            change(keys("later", 1));

            assertThat(receive(feed)).containsOnly(new StoreChange.OfKey(new KeyId("later0")));
        }
    }

    @Test
    void eachNodeHearsEachChange() throws Exception {
        try (ChangeFeed one = connectedFeed();
                ChangeFeed other = connectedFeed()) {
            List<KeyId> keys = keys("each", 3);
            change(keys);

            assertHeard(receive(one), keys);
            assertHeard(receive(other), keys);
        }
    }

    @Test
    void oneCallPassesAllChangesFromBeforeItBegan() throws Exception {
        try (ChangeFeed feed = connectedFeed()) {
            List<KeyId> keys = keys("many", 2_500);
            change(keys);

            assertHeard(receive(feed), keys);
        }
    }

    @Test
    void changeWhileTheFeedConnectsIsHeard() throws Exception {
        try (ChangeFeed feed = newFeed()) {
            List<KeyId> keys = keys("connecting", 1);
            List<StoreChange> heardAfterwards = new ArrayList<>();
            boolean[] changed = {false};
            feed.receive(change -> {
                if (changed[0]) {
                    heardAfterwards.add(change);
                } else {
                    changed[0] = true;
                    changeUnchecked(keys);
                }
            });
            heardAfterwards.addAll(receive(feed));

            assertHeard(heardAfterwards, keys);
        }
    }

    private void changeUnchecked(List<KeyId> keys) {
        try {
            change(keys);
        } catch (Exception e) {
            throw new AssertionError("keys could not be changed", e);
        }
    }

    @Test
    void whatAListenerFailsOnIsPassedAgain() throws Exception {
        Consumer<StoreChange> failing = change -> {
            throw new AssertionError("broken listener");
        };
        try (ChangeFeed feed = newFeed()) {
            assertThatThrownBy(() -> feed.receive(failing)).hasMessage("broken listener");
            assertThat(receive(feed)).contains(ANYTHING);

            List<KeyId> keys = keys("again", 2);
            change(keys);
            assertThatThrownBy(() -> feed.receive(failing)).hasMessage("broken listener");
            assertHeard(receive(feed), keys);
        }
    }

    @Test
    void closedFeedPassesNothingMore() throws Exception {
        ChangeFeed feed = connectedFeed();
        feed.close();
        feed.close();
        change(keys("closed", 1));

        List<StoreChange> heard = new ArrayList<>();
        try {
            feed.receive(heard::add);
        } catch (RuntimeException e) {
            assertThat(e).hasMessageContaining("closed");
        }
        assertThat(heard).isEmpty();
    }
}
