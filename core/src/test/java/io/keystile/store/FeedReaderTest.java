package io.keystile.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.LogCapture;
import io.keystile.ManualTime;
import io.keystile.key.KeyId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FeedReaderTest {
    private static final StoreChange ONE = new StoreChange.OfKey(new KeyId("one"));
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTime time = new ManualTime();
    private final FakeFeeds feeds = new FakeFeeds();
    private final FakeFeeds.FakeFeed feed = feeds.newFeed();
    private final List<StoreChange> heard = new ArrayList<>();
    private final FeedReader reader = new FeedReader(feed, heard::add, time::nanos);

    private List<String> logOfCheck() {
        try (LogCapture log = LogCapture.open()) {
            reader.warnIfDeaf();
            return List.copyOf(log.lines());
        }
    }

    @Test
    void changesArePassedAndCounted() {
        reader.receive();
        feeds.newFeed().publish(List.of(ONE));
        reader.receive();

        assertThat(heard).containsExactly(new StoreChange.OfAnything(), ONE);
        assertThat(reader.stats(0)).isEqualTo(new ChangeFeedStats(Duration.ZERO, 2, 0, 0, 0));
    }

    @Test
    void theAgeCountsFromTheBeginOfTheLastSuccessfulCall() {
        reader.receive();
        time.advance(SECOND);
        feed.fail();
        reader.receive();

        assertThat(reader.stats(0).age()).isEqualTo(SECOND);
    }

    @Test
    void aFeedThatReturnsSlowlyIsAsOldAsItsCall() {
        FeedReader slow = new FeedReader(new SlowFeed(), change -> {}, time::nanos);
        slow.receive();

        assertThat(slow.stats(0).age()).isEqualTo(SECOND.multipliedBy(2));
    }

    private final class SlowFeed implements ChangeFeed {
        @Override
        public void receive(Consumer<StoreChange> listener) {
            time.advance(SECOND.multipliedBy(2));
        }

        @Override
        public void close() {}
    }

    @Test
    void aDeafNodeWarnsOnceAndSaysWhenItHearsAgain() {
        reader.receive();
        feed.fail();
        assertThat(reader.receive()).isFalse();
        time.advance(ChangeFeedStats.DEAF_AFTER);
        assertThat(logOfCheck()).isEmpty();

        time.advance(SECOND);
        assertThat(logOfCheck())
                .singleElement()
                .asString()
                .startsWith("WARN Changes of other nodes have not been heard for 4000 ms")
                .contains("The feed is down");
        assertThat(reader.stats(0).deaf()).isTrue();
        time.advance(SECOND);
        assertThat(logOfCheck()).isEmpty();

        feed.repair();
        assertThat(reader.receive()).isTrue();
        assertThat(logOfCheck()).containsExactly("INFO Changes of other nodes are heard again {}");
        assertThat(reader.stats(0)).isEqualTo(new ChangeFeedStats(Duration.ZERO, 2, 1, 1, 0));
    }

    @Test
    void aCallThatDoesNotReturnIsNoticed() {
        time.advance(SECOND.multipliedBy(4)); // as if a call had begun and not returned

        assertThat(logOfCheck()).singleElement().asString().contains("The feed does not answer");
    }
}
