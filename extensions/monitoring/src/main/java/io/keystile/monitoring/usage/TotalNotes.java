package io.keystile.monitoring.usage;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What a total was at the beginning of each of the last periods in which it grew. The calls of a period are the difference
 * to the next note, so whatever races for a note can move a call between neighbours, but not lose or double one; and the calls of
 * a period whose note was forgotten are told with those of the one before.
 */
final class TotalNotes {
    static final long NONE = -1;

    private static final int ROUND_BITS = 20;
    private static final long ROUNDS = 1L << ROUND_BITS;

    /** The total, and below it how often the ring had gone round: one word, so that no reader sees half of a note. */
    private final AtomicLongArray words;

    TotalNotes(int periods) {
        this.words = new AtomicLongArray(periods);
    }

    /** The first note of a period stays, also if the clock comes back to it. */
    void note(long period, long total) {
        if (at(period) == NONE) {
            words.set(slot(period), total << ROUND_BITS | round(period));
        }
    }

    /** Forgets the notes of periods to come, which a clock that was ahead has left: they would stand in the way of theirs. */
    void forgetAfter(long period) {
        for (long next = period + 1; next < period + words.length(); next++) {
            if (at(next - words.length()) == NONE) {
                words.set(slot(next), 0);
            }
        }
    }

    /** The total at the beginning of the period; {@link #NONE} if it had no calls, or is too old. */
    long at(long period) {
        long word = words.get(slot(period));
        return word % ROUNDS == round(period) ? word >>> ROUND_BITS : NONE;
    }

    /**
     * Returns the calls of a period.
     *
     * @param latest the last period that was noted
     * @param total the total now
     */
    long calls(long period, long latest, long total) {
        if (period > latest || period <= latest - words.length()) {
            return 0;
        }
        long start = at(period);
        if (start == NONE) {
            return 0;
        }
        for (long next = period + 1; next <= latest; next++) {
            long end = at(next);
            if (end != NONE) {
                return Math.max(0, end - start);
            }
        }
        return Math.max(0, total - start);
    }

    int length() {
        return words.length();
    }

    private int slot(long period) {
        return (int) Math.floorMod(period, (long) words.length());
    }

    /** Never 0, which is a slot that was not written yet. */
    private long round(long period) {
        return 1 + Math.floorMod(Math.floorDiv(period, (long) words.length()), ROUNDS - 1);
    }
}
