package io.keystile;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The time of day for calls that have read the monotonic clock. If both clocks are the system's, the time of day is
 * read once in a millisecond, and counted on by the monotonic clock in between. So a step of the system's clock is seen
 * up to a millisecond later, and times of one thread may go back by about as much when the time of day is read again.
 * Thread-safe.
 */
final class TimeOfDay {
    private static final long MAX_AGE_NANOS = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long MICROS_PER_MILLI = 1_000;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final InstantSource clock;
    private final LongSupplier nanoClock;
    private final boolean countsOn;
    private volatile @Nullable Reading last;

    /** Both clocks at one time. */
    private record Reading(long nanos, long micros) {}

    /**
     * Creates a time of day.
     *
     * @param countsOn whether {@code clock} may be read once in a millisecond only
     */
    TimeOfDay(InstantSource clock, LongSupplier nanoClock, boolean countsOn) {
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.countsOn = countsOn;
    }

    /**
     * Returns whether it was this time or later when {@code nanos} was read. Clocks other than the system's are read
     * now.
     *
     * @param micros a time in microseconds since 1970
     * @param nanos a reading of the monotonic clock from the current call
     */
    boolean isAtOrAfter(long micros, long nanos) {
        return countsOn ? countedTo(nanos) >= micros : isAtOrAfter(micros);
    }

    /**
     * Returns the time of day when {@code nanos} was read, in whole microseconds if it is counted. If it is not, the
     * clock is read now.
     *
     * @param nanos a reading of the monotonic clock from the current call
     */
    Instant at(long nanos) {
        return countsOn ? instant(countedTo(nanos)) : clock.instant();
    }

    private long countedTo(long nanos) {
        Reading reading = last;
        if (reading == null || nanos - reading.nanos >= MAX_AGE_NANOS) {
            reading = new Reading(nanoClock.getAsLong(), micros(clock.instant()));
            last = reading;
        }
        return reading.micros + (nanos - reading.nanos) / NANOS_PER_MICRO;
    }

    /** Reads milliseconds, which allocates nothing, and the exact time only in the millisecond in question. */
    private boolean isAtOrAfter(long micros) {
        long millis = clock.millis();
        long wanted = Math.floorDiv(micros, MICROS_PER_MILLI);
        return millis == wanted ? micros(clock.instant()) >= micros : millis > wanted;
    }

    /** Converts a time to microseconds, without loss: the times of a record are whole microseconds. */
    static long micros(Instant time) {
        return time.getEpochSecond() * MICROS_PER_SECOND + time.getNano() / NANOS_PER_MICRO;
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO);
    }
}
