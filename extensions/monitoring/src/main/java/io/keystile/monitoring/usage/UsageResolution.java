package io.keystile.monitoring.usage;

import java.time.Instant;

/**
 * The length of the periods in which usage is counted, and how many are kept. Periods start at full minutes, hours and
 * days in UTC.
 */
public enum UsageResolution {
    /** The last 60 minutes, the current one included. */
    MINUTE(60, 60),
    /** The last 48 hours, the current one included. */
    HOUR(3_600, 48),
    /** The last 31 days, the current one included. */
    DAY(86_400, 31);

    private final long seconds;
    private final int kept;

    UsageResolution(long seconds, int kept) {
        this.seconds = seconds;
        this.kept = kept;
    }

    /** Returns the number of periods that are kept. */
    public int kept() {
        return kept;
    }

    /** Returns the start of the period that contains {@code time}. */
    public Instant startOf(Instant time) {
        return start(periodOf(time));
    }

    /** Returns the index of this resolution in an array with one element per resolution. */
    @SuppressWarnings("EnumOrdinal") // only an index in memory, never stored
    int index() {
        return ordinal();
    }

    /** Returns the number of the period that contains {@code time}; period 0 starts at the epoch. */
    long periodOf(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), seconds);
    }

    /** Returns the number of the period that contains a minute, given as a period of {@link #MINUTE}. */
    long periodOfMinute(long minute) {
        return Math.floorDiv(minute, seconds / 60);
    }

    /** Returns the start of a period, given by its number. */
    Instant start(long period) {
        return Instant.ofEpochSecond(period * seconds);
    }
}
