package io.keystile.ratelimit;

import static io.keystile.ratelimit.StateWord.COUNT_MASK;

/**
 * An exact window: it stores the time stamp of each permit. It is used for limits of up to {@value #MAX_EXACT} permits,
 * and for larger limits while few of their permits count.
 *
 * <p>Permit number {@code p} has the slot {@code p mod length}, which holds {@code time << 1 | lap}. The lap is the
 * parity of {@code p / length}. A slot is written for permit {@code p + length} only after permit {@code p} and all
 * earlier permits have left the window. So if a slot has the other lap, its permit has left.
 *
 * <p>Stamps are not always in order of time, because threads read the clock before they swap the state. Permits leave
 * in the order of their numbers, so a permit with a late stamp also delays the permits after it.
 */
final class StampLog extends Window {

    static final int MAX_EXACT = 128;

    private static final int MIN_LENGTH = 8;
    private static final int GROWTH_FACTOR = 4;
    private static final int MAX_STAMPS_OF_LARGE_LIMIT = 32;
    private static final int HINT_STEP = 8;

    /** A cell with a state word. All permits with a number below its count have left the window. */
    private static final int HINT = STATE + 1;

    private static final int FIRST = HINT + 1;

    /** The number of slots, a power of two. */
    private final int length;

    private StampLog(RateLimit limit, int length, long word) {
        super(limit, new long[FIRST + length]);
        this.length = length;
        cells[HINT] = StateWord.of(StateWord.epoch(word), StateWord.count(word) - length);
        for (int p = StateWord.count(word) - length; p < StateWord.count(word); p++) {
            cells[index(p)] = lap(p) ^ 1;
        }
    }

    /** Returns whether a log is used for a limit of which {@code needed} permits must be stored. */
    static boolean fits(RateLimit limit, int needed) {
        return limit.permits() <= MAX_EXACT || needed <= MAX_STAMPS_OF_LARGE_LIMIT;
    }

    /** Returns the number of stamps above which a limit is counted by blocks. */
    static int mostStamps(RateLimit limit) {
        return limit.permits() <= MAX_EXACT ? (int) limit.permits() : MAX_STAMPS_OF_LARGE_LIMIT;
    }

    /** Creates a log with capacity for {@code needed} stamps, whose last {@code live} permits have {@code stamp}. */
    static StampLog of(RateLimit limit, long word, int needed, int live, long stamp) {
        StampLog log = new StampLog(limit, lengthFor(needed, limit), word);
        for (int p = StateWord.count(word) - live; p < StateWord.count(word); p++) {
            log.cells[log.index(p)] = (stamp << 1) | log.lap(p);
        }
        return log;
    }

    /** Creates a log with capacity for {@code needed} stamps, whose last permits have these stamps. */
    static StampLog of(RateLimit limit, long word, int needed, long[] stamps) {
        StampLog log = new StampLog(limit, lengthFor(needed, limit), word);
        int first = StateWord.count(word) - stamps.length;
        for (int i = 0; i < stamps.length; i++) {
            log.cells[log.index(first + i)] = (stamps[i] << 1) | log.lap(first + i);
        }
        return log;
    }

    private static int lengthFor(int needed, RateLimit limit) {
        int length = MIN_LENGTH;
        while (length < needed) {
            length *= GROWTH_FACTOR;
        }
        int enough = (int) Math.min(limit.permits(), MAX_EXACT);
        while (length / 2 >= enough) {
            length /= 2;
        }
        return length;
    }

    @Override
    int used(long word, long now) {
        int count = StateWord.count(word);
        long latestExpired = now - windowNanos;
        int live = Math.min(permits, length);
        long currentHint = (long) CELLS.getOpaque(cells, HINT);
        // A hint that is a window old can be ahead of the count, because permit numbers wrap at 2^27.
        if (StateWord.startNanos(word) - StateWord.startNanos(currentHint) < windowNanos) {
            int sinceHint = (count - StateWord.count(currentHint)) & COUNT_MASK;
            live = Math.min(live, sinceHint);
        }
        while (live > 0 && hasLeft(count - live, latestExpired)) {
            live--;
        }
        return live;
    }

    private boolean hasLeft(int permit, long latestExpired) {
        long slot = (long) CELLS.getAcquire(cells, index(permit));
        return (slot & 1) != lap(permit) || (slot >>> 1) <= latestExpired;
    }

    @Override
    boolean canRecord(int used, int cost) {
        return used + charge(cost) <= length;
    }

    @Override
    Window withCapacityFor(long word, long now, int cost) {
        int used = used(word, now);
        int count = StateWord.count(word);
        long[] stamps = new long[used];
        for (int i = 0; i < used; i++) {
            stamps[i] = stamp(count - used + i);
        }
        return ofStamps(limit, word, cost, stamps);
    }

    @Override
    boolean prepare(Bucket owner, long word, long now, int used, int cost) {
        int end = StateWord.count(word) + cost;
        for (int p = end - charge(cost); p < end; p++) {
            if (!write(owner, word, p, now)) {
                return false;
            }
        }
        if (!StateWord.isReturnable(word)) {
            updateHint(StateWord.of(StateWord.epochAt(now), StateWord.count(word) - used));
        }
        return true;
    }

    /** Advances the hint, but not with every permit, to avoid contention between threads that share a bucket. */
    private void updateHint(long newHint) {
        long oldHint = (long) CELLS.getOpaque(cells, HINT);
        int step = (StateWord.count(newHint) - StateWord.count(oldHint)) & COUNT_MASK;
        boolean outdated = StateWord.startNanos(newHint) - StateWord.startNanos(oldHint) >= windowNanos / 2;
        if (step >= HINT_STEP || outdated) {
            CELLS.setOpaque(cells, HINT, newHint);
        }
    }

    /**
     * Writes the stamp of a permit; returns false if the state has changed. If several threads try to acquire the same
     * permit, the latest stamp stays. It is a clock reading from before the swap that grants the permit.
     */
    private boolean write(Bucket owner, long word, int permit, long now) {
        long fresh = (now << 1) | lap(permit);
        while (true) {
            long old = (long) CELLS.getAcquire(cells, index(permit));
            if ((old & 1) == lap(permit) && old >= fresh) {
                return true;
            }
            if (owner.state() != word) {
                return false;
            }
            if (CELLS.compareAndSet(cells, index(permit), old, fresh)) {
                return true;
            }
        }
    }

    @Override
    long nanosUntilReturned(long word, long now, int used, int count) {
        int oldest = StateWord.count(word) - used;
        long latest = 0;
        for (int p = oldest; p < oldest + count; p++) {
            latest = Math.max(latest, stamp(p));
        }
        return latest + windowNanos - now;
    }

    @Override
    long lifetimeNanos(long now) {
        return windowNanos;
    }

    private long stamp(int permit) {
        return (long) CELLS.getAcquire(cells, index(permit)) >>> 1;
    }

    private int index(int permit) {
        return FIRST + (permit & (length - 1));
    }

    private long lap(int permit) {
        return (permit & length) == 0 ? 0 : 1;
    }
}
