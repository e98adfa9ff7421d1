package io.keystile.monitoring.usage;

import static io.keystile.monitoring.usage.UsageEvents.granted;
import static io.keystile.monitoring.usage.UsageOutcome.GRANTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
    private final InMemoryUsageStore stored = new InMemoryUsageStore() {
        @Override
        public synchronized void add(Collection<UsageIncrement> increments) {
            requireUp();
            duringWrite.run();
            super.add(increments);
        }

        @Override
        public synchronized void deleteBefore(Instant hour) {
            requireUp();
            super.deleteBefore(hour);
        }
    };
    private boolean down;
    /** Runs in each successful write, before the increments are stored. */
    private Runnable duringWrite = () -> {};

    private final UsageFlusher flusher = new UsageFlusher(meter, stored, null);

    private void requireUp() {
        if (down) {
            throw new IllegalStateException("The store is down");
        }
    }

    private void call(String key) {
        meter.onDecision(granted(key, time.instant()));
    }

    private List<Long> hours() {
        return stored.ofWorkspace("acme", start, time.instant().plusSeconds(1)).stream()
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
    void callsDuringAWriteAreWrittenByTheNextFlush() {
        call("one");
        duringWrite = () -> call("one");
        flusher.flush();
        duringWrite = () -> {};
        flusher.flush();
        assertThat(hours()).containsExactly(2L);
    }

    @Test
    void anErrorOfTheStoreLosesNoCalls() {
        call("one");
        duringWrite = () -> {
            throw new AssertionError("disk error");
        };
        flusher.flush();
        duringWrite = () -> {};
        flusher.flush();
        assertThat(hours()).containsExactly(1L);
    }

    @Test
    void aClockThatWasAheadNeitherLosesNorDuplicatesCalls() {
        for (int hours : List.of(0, 2, -2, 1, 1)) {
            time.advance(Duration.ofHours(hours));
            call("one");
            flusher.flush();
        }
        assertThat(hours().stream().mapToLong(Long::longValue).sum()).isEqualTo(5);
    }

    @Test
    void callsThatTheStoreDidNotTakeAreWrittenLater() {
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
    void noCallsAreLostIfTheStoreIsDownLongerThanHoursAreKept() {
        down = true;
        call("one");
        time.advance(Duration.ofHours(60));
        call("one");
        down = false;
        flusher.flush();
        assertThat(hours().stream().mapToLong(Long::longValue).sum()).isEqualTo(2);
    }

    @Test
    void aKeyWithUnwrittenCountsIsNotEvicted() {
        call("one");
        time.advance(Duration.ofDays(2));
        call("two");
        assertThat(meter.usage(new KeyId("one"))).isPresent();
        flusher.flush();
        time.advance(Duration.ofMinutes(2));
        call("two");
        assertThat(meter.usage(new KeyId("one"))).isEmpty();
    }

    @Test
    void hoursOlderThanTheRetentionAreDeletedOnceAnHour() {
        UsageFlusher deleting = new UsageFlusher(meter, stored, Duration.ofDays(31));
        call("one");
        deleting.flush();
        time.advance(Duration.ofDays(31).minusMinutes(1));
        deleting.flush();
        assertThat(hours()).containsExactly(1L);

        time.advance(Duration.ofMinutes(61));
        down = true;
        deleting.flush();
        assertThat(hours()).containsExactly(1L);
        down = false;
        deleting.flush();
        assertThat(hours()).as("within the hour after an attempt").containsExactly(1L);

        time.advance(Duration.ofHours(1));
        deleting.flush();
        assertThat(hours()).isEmpty();
    }

    @Test
    void nothingIsDeletedWithoutARetention() {
        call("one");
        flusher.flush();
        time.advance(Duration.ofDays(5_000));
        flusher.flush();
        assertThat(hours()).containsExactly(1L);
    }

    @Test
    void retentionShorterThanWhatIsShownIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> UsageFlusher.start(meter, stored, Duration.ofDays(30)));
    }
}
