package io.keystile.monitoring.usage;

import static io.keystile.monitoring.usage.UsageEvents.granted;
import static io.keystile.monitoring.usage.UsageOutcome.GRANTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.ManualTime;
import io.keystile.key.KeyId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageFlusherTest {
    private final ManualTime time = new ManualTime();
    private final Instant start = time.instant();
    private final UsageMeter meter = new UsageMeter(time, 1);
    private final InMemoryUsageStore kept = new InMemoryUsageStore();
    private boolean down;
    /** What goes on while increments are written. */
    private Runnable meanwhile = () -> {};

    private final UsageFlusher flusher = new UsageFlusher(meter, new UsageStore() {
        @Override
        public void add(Collection<UsageIncrement> increments) {
            if (down) {
                throw new IllegalStateException("The store is down");
            }
            meanwhile.run();
            kept.add(increments);
        }

        @Override
        public List<UsagePeriod> ofKey(KeyId key, Instant from, Instant to) {
            return kept.ofKey(key, from, to);
        }

        @Override
        public List<UsagePeriod> ofWorkspace(String workspace, Instant from, Instant to) {
            return kept.ofWorkspace(workspace, from, to);
        }
    });

    private void call(String key) {
        meter.onDecision(granted(key, time.instant()));
    }

    private List<Long> hours() {
        return kept.ofWorkspace("acme", start, time.instant().plusSeconds(1)).stream()
                .map(hour -> hour.calls(GRANTED))
                .toList();
    }

    @Test
    void callsAreWrittenOnceInTheirHour() {
        call("one");
        flusher.flush();
        flusher.flush();
        call("one");
        time.advance(Duration.ofHours(1));
        call("one");
        flusher.close();
        assertThat(hours()).containsExactly(2L, 1L);
    }

    @Test
    void callsThatAreMadeWhileOthersAreWrittenAreWrittenNext() {
        call("one");
        meanwhile = () -> call("one");
        flusher.flush();
        meanwhile = () -> {};
        flusher.flush();
        assertThat(hours()).containsExactly(2L);
    }

    @Test
    void anErrorOfAStoreLosesNothing() {
        call("one");
        meanwhile = () -> {
            throw new AssertionError("out of luck");
        };
        flusher.flush();
        meanwhile = () -> {};
        flusher.flush();
        assertThat(hours()).containsExactly(1L);
    }

    @Test
    void aClockThatWasAheadLosesAndDoublesNothing() {
        for (int hours : List.of(0, 2, -2, 1, 1)) {
            time.advance(Duration.ofHours(hours));
            call("one");
            flusher.flush();
        }
        assertThat(hours().stream().mapToLong(Long::longValue).sum()).isEqualTo(5);
    }

    @Test
    void whatAStoreRefusesIsWrittenLater() {
        down = true;
        call("one");
        flusher.flush();
        time.advance(Duration.ofHours(3));
        call("one");
        flusher.flush();
        down = false;
        flusher.flush();
        assertThat(hours()).containsExactly(1L, 1L);
    }

    @Test
    void nothingIsLostWhenTheStoreIsDownLongerThanTheMeterKeepsHours() {
        down = true;
        call("one");
        time.advance(Duration.ofHours(60));
        call("one");
        down = false;
        flusher.flush();
        assertThat(hours().stream().mapToLong(Long::longValue).sum()).isEqualTo(2);
    }

    @Test
    void aKeyThatIsNotWrittenDoesNotMakeRoom() {
        call("one");
        time.advance(Duration.ofDays(2));
        call("two");
        assertThat(meter.usage(new KeyId("one"))).isPresent();
        flusher.flush();
        time.advance(Duration.ofMinutes(2));
        call("two");
        assertThat(meter.usage(new KeyId("one"))).isEmpty();
    }
}
