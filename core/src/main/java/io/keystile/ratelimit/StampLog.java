package io.keystile.ratelimit;

import static io.keystile.ratelimit.StateWord.COUNT_MASK;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The exact log: when each permit was admitted. It serves limits of up to {@value #MOST_EXACT} permits, and
 * larger ones as long as few of their permits count.
 *
 * <p>Permit number {@code p} has the slot {@code p mod length}, which holds {@code time << 1 | lap}, where the lap is
 * the parity of {@code p / length}. A slot is written for permit {@code p + length} only after permit {@code p} and
 * all before it were seen to have left the window; so a slot of the other lap says that its permit has left.
 *
 * <p>Stamps need not be in order of time (threads read the clock before they swap the state), so permits leave in
 * the order of their numbers: one that is late keeps those behind it.
 */
final class StampLog extends Window {

    static final int MOST_EXACT = 128;

    private static final int SHORTEST = 8;
    private static final int GROWTH = 4;
    private static final int MOST_WHEN_LARGE = 32;
    private static final int NOTED_TOGETHER = 8;

    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle HINT;

    static {
        try {
            HINT = MethodHandles.lookup().findVarHandle(StampLog.class, "hint", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long[] slots;

    /** A state word whose count is the number of a permit such that all before it have left. */
    @SuppressWarnings({"FieldMayBeFinal", "UnusedVariable"}) // read and written through HINT
    private long hint;

    private StampLog(RateLimit limit, int length, long word) {
        super(limit);
        this.slots = new long[length];
        this.hint = StateWord.of(StateWord.epoch(word), StateWord.count(word) - length);
        for (int p = StateWord.count(word) - length; p < StateWord.count(word); p++) {
            slots[index(p)] = lap(p) ^ 1;
        }
    }

    /** Whether {@code needed} stamps of the limit are kept one by one. */
    static boolean fits(RateLimit limit, int needed) {
        return limit.permits() <= MOST_EXACT || needed <= MOST_WHEN_LARGE;
    }

    static StampLog of(RateLimit limit, long word, int needed, int live, long stamp) {
        StampLog log = new StampLog(limit, lengthFor(needed, limit), word);
        for (int p = StateWord.count(word) - live; p < StateWord.count(word); p++) {
            log.slots[log.index(p)] = (stamp << 1) | log.lap(p);
        }
        return log;
    }

    private static int lengthFor(int needed, RateLimit limit) {
        int length = SHORTEST;
        while (length < needed) {
            length *= GROWTH;
        }
        int enough = (int) Math.min(limit.permits(), MOST_EXACT);
        while (length / 2 >= enough) {
            length /= 2;
        }
        return length;
    }

    @Override
    int used(long word, long now) {
        int count = StateWord.count(word);
        long latestGone = now - windowNanos;
        int live = Math.min(permits, slots.length);
        long tail = (long) HINT.getOpaque(this);
        // A hint as old as the window could be ahead, because the numbers of permits start again after 2^27.
        if (StateWord.startNanos(word) - StateWord.startNanos(tail) < windowNanos) {
            int sinceHint = (count - StateWord.count(tail)) & COUNT_MASK;
            live = Math.min(live, sinceHint);
        }
        while (live > 0 && hasLeft(count - live, latestGone)) {
            live--;
        }
        return live;
    }

    private boolean hasLeft(int permit, long latestGone) {
        long slot = (long) SLOTS.getAcquire(slots, index(permit));
        return (slot & 1) != lap(permit) || (slot >>> 1) <= latestGone;
    }

    @Override
    boolean hasRoom(int used, int cost) {
        return used + charge(cost) <= slots.length;
    }

    @Override
    Window withRoom(long word, long now, int cost) {
        int used = used(word, now);
        if (hasRoom(used, cost)) {
            return this;
        }
        int needed = used + charge(cost);
        int count = StateWord.count(word);
        if (!fits(limit, needed)) {
            long[] stamps = new long[used];
            for (int i = 0; i < used; i++) {
                stamps[i] = stamp(count - used + i);
            }
            return BlockCounts.of(limit, word, stamps);
        }
        StampLog longer = new StampLog(limit, lengthFor(needed, limit), word);
        for (int p = count - used; p < count; p++) {
            longer.slots[longer.index(p)] = (stamp(p) << 1) | longer.lap(p);
        }
        return longer;
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
            noteTail(StateWord.of(StateWord.epochAt(now), StateWord.count(word) - used));
        }
        return true;
    }

    /** Not with every permit, since threads that share a bucket would wait for each other's writes. */
    private void noteTail(long tail) {
        long noted = (long) HINT.getOpaque(this);
        int gone = (StateWord.count(tail) - StateWord.count(noted)) & COUNT_MASK;
        boolean old = StateWord.startNanos(tail) - StateWord.startNanos(noted) >= windowNanos / 2;
        if (gone >= NOTED_TOGETHER || old) {
            HINT.setOpaque(this, tail);
        }
    }

    /** Several threads may try for one permit; the latest stamp stays, and is not after any of them could win it. */
    private boolean write(Bucket owner, long word, int permit, long now) {
        long fresh = (now << 1) | lap(permit);
        while (true) {
            long old = (long) SLOTS.getAcquire(slots, index(permit));
            if ((old & 1) == lap(permit) && old >= fresh) {
                return true;
            }
            if (owner.state() != word) {
                return false;
            }
            if (SLOTS.compareAndSet(slots, index(permit), old, fresh)) {
                return true;
            }
        }
    }

    @Override
    long untilReturned(long word, long now, int used, int count) {
        int oldest = StateWord.count(word) - used;
        long latest = 0;
        for (int p = oldest; p < oldest + count; p++) {
            latest = Math.max(latest, stamp(p));
        }
        return latest + windowNanos - now;
    }

    @Override
    long lifetime(long now) {
        return windowNanos;
    }

    private long stamp(int permit) {
        return (long) SLOTS.getAcquire(slots, index(permit)) >>> 1;
    }

    private int index(int permit) {
        return permit & (slots.length - 1);
    }

    private long lap(int permit) {
        return (permit & slots.length) == 0 ? 0 : 1;
    }
}
