package io.keystile.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.LogCapture;
import io.keystile.ManualTime;
import io.keystile.key.KeyId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeedPublisherTest {
    private static final StoreChange ONE = new StoreChange.OfKey(new KeyId("one"));
    private static final StoreChange TWO = new StoreChange.OfWorkspace("two");

    private final ManualTime time = new ManualTime();
    private final List<List<StoreChange>> published = new ArrayList<>();
    private boolean down;
    private Runnable whilePublishing = () -> {};

    private final ChangeFeed feed = new ChangeFeed() {
        @Override
        public void receive(Consumer<StoreChange> listener) {}

        @Override
        public void publish(List<StoreChange> changes) {
            if (down) {
                throw new StoreException("The feed is down");
            }
            published.add(changes);
            whilePublishing.run();
        }

        @Override
        public void close() {}
    };

    private final FeedPublisher publisher = new FeedPublisher(feed, time::nanos);

    @Test
    void changesArePublishedOnceAndInOrder() {
        publisher.add(TWO);
        publisher.add(ONE);
        publisher.add(TWO);
        publisher.publish();
        publisher.publish();

        assertThat(published).containsExactly(List.of(ONE, TWO));
    }

    /** The clock stands still, as it may between two readings of a coarse one. */
    @Test
    void aChangeThatIsMadeOnceMoreWhileItIsPublishedIsPublishedOnceMore() {
        publisher.add(ONE);
        whilePublishing = () -> publisher.add(ONE);
        publisher.publish();
        whilePublishing = () -> {};
        publisher.publish();
        publisher.publish();

        assertThat(published).containsExactly(List.of(ONE), List.of(ONE));
    }

    @Test
    void aChangeThatCouldNotBePublishedIsTriedAgainFor30Seconds() {
        down = true;
        publisher.add(ONE);
        publisher.publish();
        time.advance(FeedPublisher.RETRY_FOR);
        publisher.add(TWO);
        publisher.publish();
        down = false;
        publisher.publish();

        assertThat(published).containsExactly(List.of(ONE, TWO));
        assertThat(publisher.untold()).isZero();
    }

    @Test
    void aChangeThatCouldNotBePublishedFor30SecondsIsCountedAndReported() {
        down = true;
        publisher.add(ONE);
        publisher.publish();
        time.advance(FeedPublisher.RETRY_FOR.plusNanos(1));
        publisher.add(TWO);
        try (LogCapture log = LogCapture.open()) {
            publisher.publish();
            assertThat(log.lines()).anyMatch(line -> line.startsWith("WARN 1 changes of this node"));
        }
        down = false;
        publisher.publish();

        assertThat(published).containsExactly(List.of(TWO));
        assertThat(publisher.untold()).isOne();
    }

    @Test
    void aFailureIsLoggedOnceUntilItEnds() {
        publisher.add(ONE);
        try (LogCapture log = LogCapture.open()) {
            for (int outage = 0; outage < 2; outage++) {
                down = true;
                publisher.add(ONE);
                publisher.publish();
                time.advance(Duration.ofSeconds(1));
                publisher.publish();
                down = false;
                publisher.publish();
            }
            assertThat(log.lines()).filteredOn(line -> line.startsWith("WARN")).hasSize(2);
        }
    }

    @Test
    void tooManyPendingChangesBecomeOneOfAnything() {
        down = true;
        IntStream.rangeClosed(0, FeedPublisher.MAX_PENDING)
                .forEach(i -> publisher.add(new StoreChange.OfKey(new KeyId("k" + i))));
        down = false;
        publisher.publish();

        assertThat(published)
                .containsExactly(List.of(
                        new StoreChange.OfAnything(),
                        new StoreChange.OfKey(new KeyId("k" + FeedPublisher.MAX_PENDING))));
    }
}
