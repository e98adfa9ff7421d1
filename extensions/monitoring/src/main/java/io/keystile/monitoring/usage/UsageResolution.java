package io.keystile.monitoring.usage;

import java.time.Instant;

/** How long the periods are in which usage is counted, and how many are kept. All begin at full ones in UTC. */
public enum UsageResolution {
    /** The last 60 minutes, the one under way included. */
    MINUTE(60, 60),
    /** The last 48 hours, the one under way included. */
    HOUR(3_600, 48),
    /** The last 31 days, the one under way included. */
    DAY(86_400, 31);

    private final long seconds;
    private final int kept;

    UsageResolution(long seconds, int kept) {
        this.seconds = seconds;
        this.kept = kept;
    }

    /** Returns how many periods are kept. */
    public int kept() {
        return kept;
    }

    /** Returns the beginning of the period in which {@code time} is. */
    public Instant startOf(Instant time) {
        return start(periodOf(time));
    }

    /** The place in an array that has one for each. */
    @SuppressWarnings("EnumOrdinal") // never written down, only a place in memory
    int index() {
        return ordinal();
    }

    long periodOf(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), seconds);
    }

    long periodOfMinute(long minute) {
        return Math.floorDiv(minute, seconds / 60);
    }

    Instant start(long period) {
        return Instant.ofEpochSecond(period * seconds);
    }
}
