package io.keystile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimeOfDayTest {
    private static final Instant START = Instant.parse("2026-11-30T12:00:00.000250Z");
    private static final long START_MICROS = TimeOfDay.micros(START);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 100_000); // it overflows within the test
    private final AtomicInteger readings = new AtomicInteger();
    private long stepMicros;

    private final InstantSource clock = () -> {
        readings.incrementAndGet();
        return START.plusNanos(nanos.get() - (Long.MAX_VALUE - 100_000)).plusNanos(1_000 * stepMicros);
    };
    private final TimeOfDay time = new TimeOfDay(clock, nanos::get, true);

    private boolean isAtOrAfter(long micros) {
        return time.isAtOrAfter(START_MICROS + micros, nanos.get());
    }

    @Test
    void itIsExactToTheMicrosecondBetweenReadings() {
        assertThat(isAtOrAfter(0)).isTrue();
        assertThat(isAtOrAfter(1)).isFalse();
        nanos.addAndGet(999_000);

        assertThat(isAtOrAfter(999)).isTrue();
        assertThat(isAtOrAfter(1_000)).isFalse();
        assertThat(readings).hasValue(1);
    }

    @Test
    void aStepOfTheClockIsSeenAfterAMillisecond() {
        assertThat(isAtOrAfter(0)).isTrue();
        stepMicros = 60_000_000;
        nanos.addAndGet(999_999);
        assertThat(isAtOrAfter(60_000_000)).isFalse();

        nanos.addAndGet(1);

        assertThat(isAtOrAfter(60_000_000)).isTrue();
    }

    /** A call that began before another thread read the clocks. */
    @Test
    void anEarlierReadingStandsForAnEarlierTime() {
        long earlier = nanos.get();
        nanos.addAndGet(500_000);
        assertThat(isAtOrAfter(500)).isTrue();

        assertThat(time.isAtOrAfter(START_MICROS, earlier)).isTrue();
        assertThat(time.isAtOrAfter(START_MICROS + 1, earlier)).isFalse();
        assertThat(readings).hasValue(1);
    }

    @Test
    void timeIsCountedInWholeMicroseconds() {
        assertThat(time.at(nanos.get())).isEqualTo(START);

        assertThat(time.at(nanos.get() + 999_999)).isEqualTo(START.plusNanos(999_000));
        assertThat(time.at(nanos.get() - 1_000_000_000)).isEqualTo(START.minusSeconds(1));
        assertThat(readings).hasValue(1);
    }

    /** A reading before 1970 is negative. */
    @Test
    void timeBefore1970IsCounted() {
        Instant early = Instant.parse("1969-12-31T23:59:59.999999Z");

        assertThat(new TimeOfDay(InstantSource.fixed(early), nanos::get, true).at(nanos.get()))
                .isEqualTo(early);
    }

    @Test
    void otherClocksAreReadEachTime() {
        TimeOfDay exact = new TimeOfDay(clock, nanos::get, false);
        assertThat(exact.isAtOrAfter(START_MICROS + 60_000_000, nanos.get())).isFalse();
        stepMicros = 60_000_000;

        assertThat(exact.isAtOrAfter(START_MICROS + 60_000_000, nanos.get())).isTrue();
        assertThat(exact.at(nanos.get() - 1)).isEqualTo(START.plusSeconds(60));
    }
}
