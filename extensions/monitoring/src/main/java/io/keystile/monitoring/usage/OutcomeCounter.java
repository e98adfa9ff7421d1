package io.keystile.monitoring.usage;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the calls of one key with one outcome, in total and by period. Lock-free and thread-safe. */
final class OutcomeCounter {
    /** An event that is later than this cannot come from a slow thread: the clock was ahead and has been set back. */
    private static final long LATE_MINUTES = 2;

    private static final long NEVER = Long.MIN_VALUE / 2;
    private static final UsageResolution[] RESOLUTIONS = UsageResolution.values();

    private final AtomicLong total = new AtomicLong();
    private final AtomicLong latestMinute = new AtomicLong(NEVER);
    private final PeriodTotals[] periodTotals = new PeriodTotals[RESOLUTIONS.length];
    /** The part of the total that a store has taken. Accessed by one flush at a time. */
    private volatile long written;

    OutcomeCounter() {
        for (UsageResolution resolution : RESOLUTIONS) {
            periodTotals[resolution.index()] = new PeriodTotals(resolution.kept());
        }
    }

    /** Counts a call. A call that is up to two minutes late counts in the latest minute. */
    void count(long minute) {
        long latest = latestMinute.get();
        if (minute > latest || minute < latest - LATE_MINUTES) {
            begin(latest, minute);
        }
        total.incrementAndGet();
    }

    /**
     * Begins a minute, unless another thread has begun one since {@code latest} was read. The total is read before the
     * swap: so the recorded totals never decrease from one minute to the next.
     */
    private void begin(long latest, long minute) {
        long before = total.get();
        if (latestMinute.compareAndSet(latest, minute)) {
            for (UsageResolution resolution : RESOLUTIONS) {
                PeriodTotals totals = periodTotals[resolution.index()];
                long period = resolution.periodOfMinute(minute);
                if (minute < latest) {
                    totals.removeAfter(period);
                }
                totals.record(period, before);
            }
        }
    }

    long total() {
        return total.get();
    }

    long calls(UsageResolution resolution, long period) {
        long now = total.get();
        return periodTotals[resolution.index()].calls(period, latest(resolution), now);
    }

    private long latest(UsageResolution resolution) {
        return resolution.periodOfMinute(latestMinute.get());
    }

    /** Returns whether a store has taken all calls. */
    boolean isWritten() {
        return written == total.get();
    }

    /** Notes that a store has taken the calls up to a total. */
    void setWritten(long upTo) {
        written = upTo;
    }

    /**
     * Passes the calls that no store has taken yet to {@code action}, by hour. Calls of hours that are no longer kept
     * are passed with the oldest hour that is kept. So their sum is always {@code upTo} minus the calls that were
     * taken.
     *
     * @param upTo the total up to which calls are passed
     */
    void forEachUnwrittenHour(long upTo, HourlyCalls action) {
        PeriodTotals hours = periodTotals[UsageResolution.HOUR.index()];
        long latestHour = latest(UsageResolution.HOUR);
        long end = upTo;
        long oldest = latestHour;
        for (long hour = latestHour; hour > latestHour - hours.length() && end > written; hour--) {
            long start = hours.atStartOf(hour);
            if (start != PeriodTotals.NONE) {
                oldest = hour;
                long from = Math.max(start, written);
                if (from < end) {
                    action.accept(hour, end - from);
                    end = from;
                }
            }
        }
        if (end > written) {
            action.accept(oldest, end - written);
        }
    }

    /** Receives the calls of an hour. */
    interface HourlyCalls {
        void accept(long hour, long calls);
    }
}
