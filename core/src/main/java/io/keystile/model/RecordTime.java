package io.keystile.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Normalizes the instants of records to microseconds and the years 1 to 9999, which every database can store.
 */
final class RecordTime {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private RecordTime() {}

    /**
     * Returns the instant, truncated to microseconds.
     *
     * @throws IllegalArgumentException if it is not in the years 1 to 9999
     */
    static Instant of(Instant instant) {
        Instant cut = instant.truncatedTo(ChronoUnit.MICROS);
        if (cut.isBefore(FIRST) || cut.isAfter(LAST)) {
            throw new IllegalArgumentException("An instant lies in the years 1 to 9999; got " + instant);
        }
        return cut;
    }

    static @Nullable Instant ofNullable(@Nullable Instant instant) {
        return instant == null ? null : of(instant);
    }
}
