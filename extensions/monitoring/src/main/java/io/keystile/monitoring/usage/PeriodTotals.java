package io.keystile.monitoring.usage;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Records the total of a counter at the start of each recent period in which the counter grew. The entries form a ring:
 * a new period replaces the oldest one.
 *
 * <p>The calls of a period are the difference between its entry and the next one. So a race between threads can move a
 * call to a neighbouring period, but it cannot lose a call or count it twice. If the entry of a period was removed, its
 * calls count in the period before.
 */
final class PeriodTotals {
    /** Stands for a period without an entry. */
    static final long NONE = -1;

    private static final int LAP_BITS = 20;
    private static final long LAPS = 1L << LAP_BITS;

    /** Per slot: the total, and in the low bits the lap of the ring. Both are in one word, so that reads are atomic. */
    private final AtomicLongArray words;

    PeriodTotals(int periods) {
        this.words = new AtomicLongArray(periods);
    }

    /**
     * Records the total at the start of a period. The first entry of a period stays, even if the clock comes back to
     * it.
     */
    void record(long period, long total) {
        if (atStartOf(period) == NONE) {
            words.set(slot(period), total << LAP_BITS | lap(period));
        }
    }

    /**
     * Removes the entries of all periods after {@code period}. They are left from a time when the clock was ahead, and
     * would keep {@link #record} from adding the right ones.
     */
    void removeAfter(long period) {
        for (long next = period + 1; next < period + words.length(); next++) {
            if (atStartOf(next - words.length()) == NONE) {
                words.set(slot(next), 0);
            }
        }
    }

    /** Returns the total at the start of a period; {@link #NONE} if the period had no calls or is too old. */
    long atStartOf(long period) {
        long word = words.get(slot(period));
        return word % LAPS == lap(period) ? word >>> LAP_BITS : NONE;
    }

    /**
     * Returns the calls of a period; 0 if it is too old or after {@code latest}.
     *
     * @param latest the latest period with an entry
     * @param total the current total
     */
    long calls(long period, long latest, long total) {
        if (period > latest || period <= latest - words.length()) {
            return 0;
        }
        long start = atStartOf(period);
        if (start == NONE) {
            return 0;
        }
        for (long next = period + 1; next <= latest; next++) {
            long end = atStartOf(next);
            if (end != NONE) {
                return Math.max(0, end - start);
            }
        }
        return Math.max(0, total - start);
    }

    /** Returns how many periods are kept. */
    int length() {
        return words.length();
    }

    private int slot(long period) {
        return (int) Math.floorMod(period, (long) words.length());
    }

    /**
     * Returns how often the ring was passed before this period, modulo a constant. Never 0, which marks an empty slot.
     */
    private long lap(long period) {
        return 1 + Math.floorMod(Math.floorDiv(period, (long) words.length()), LAPS - 1);
    }
}
