package io.keystile.monitoring.usage;

import java.util.concurrent.atomic.AtomicLong;

/** The calls of one key with one outcome, by period. Counting takes no lock and waits for nobody. */
final class OutcomeCounter {
    /** What is farther back is no late thread, but a clock that was ahead. */
    private static final long LATE_MINUTES = 2;

    private static final long NEVER = Long.MIN_VALUE / 2;
    private static final UsageResolution[] RESOLUTIONS = UsageResolution.values();

    private final AtomicLong total = new AtomicLong();
    private final AtomicLong latestMinute = new AtomicLong(NEVER);
    private final TotalNotes[] notes = new TotalNotes[RESOLUTIONS.length];
    /** How much of the total a store has taken; only the flush that runs uses it. */
    private volatile long written;

    OutcomeCounter() {
        for (UsageResolution resolution : RESOLUTIONS) {
            notes[resolution.index()] = new TotalNotes(resolution.kept());
        }
    }

    void count(long minute) {
        long latest = latestMinute.get();
        if (minute > latest || minute < latest - LATE_MINUTES) {
            begin(latest, minute);
        }
        total.incrementAndGet();
    }

    /** The total is read between the minute before and the swap, so that notes never fall from one minute to the next. */
    private void begin(long latest, long minute) {
        long before = total.get();
        if (latestMinute.compareAndSet(latest, minute)) {
            for (UsageResolution resolution : RESOLUTIONS) {
                TotalNotes ofResolution = notes[resolution.index()];
                long period = resolution.periodOfMinute(minute);
                if (minute < latest) {
                    ofResolution.forgetAfter(period);
                }
                ofResolution.note(period, before);
            }
        }
    }

    long total() {
        return total.get();
    }

    long calls(UsageResolution resolution, long period) {
        long now = total.get();
        return notes[resolution.index()].calls(period, latest(resolution), now);
    }

    private long latest(UsageResolution resolution) {
        return resolution.periodOfMinute(latestMinute.get());
    }

    boolean isWritten() {
        return written == total.get();
    }

    void setWritten(long calls) {
        written = calls;
    }

    /**
     * Tells what the total has grown since it was written, by hour. What is older than the oldest hour that is kept is told
     * with that one, so that the sum is always what is missing.
     *
     * @param upTo the total to tell up to
     */
    void unwritten(long upTo, HourlyCalls told) {
        TotalNotes hours = notes[UsageResolution.HOUR.index()];
        long hour = latest(UsageResolution.HOUR);
        long end = upTo;
        long oldest = hour;
        for (long at = hour; at > hour - hours.length() && end > written; at--) {
            long start = hours.at(at);
            if (start != TotalNotes.NONE) {
                oldest = at;
                long from = Math.max(start, written);
                if (from < end) {
                    told.tell(at, end - from);
                    end = from;
                }
            }
        }
        if (end > written) {
            told.tell(oldest, end - written);
        }
    }

    /** Takes the calls of an hour. */
    interface HourlyCalls {
        void tell(long hour, long calls);
    }
}
