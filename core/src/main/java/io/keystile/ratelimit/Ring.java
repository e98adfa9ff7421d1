package io.keystile.ratelimit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The counters of one limit for calls that cost one permit and never give it back, as long as its permits that count
 * fit into a {@link StampLog}. Each slot holds the stamp of one permit, 0 at first. A permit is granted by one
 * compare-and-swap, which replaces the oldest stamp. Other calls close the ring, and a {@link Bucket} takes over.
 *
 * <p><b>Order.</b> Stamps ascend from the <em>head</em>, the oldest stamp, around the ring to the slot before it, the
 * newest. A new stamp is the later of the caller's clock reading and the newest stamp. So each slot only grows. The
 * head moves on by one slot with each permit; if all stamps are then equal, any slot could be the head, and the first
 * is. A slot is the head if its stamp is below that of the slot before it, or if it is the first slot and all stamps
 * are equal.
 *
 * <p>A thread reads both stamps, or all of them if they are equal, before its swap. The swap succeeds only if the slot
 * has not changed since. Then the slot is still the head: the slot before it can only have grown, so its stamp is still
 * above, and the order allows this at the head only. If all stamps were equal, no other slot can have grown either,
 * because the next permit of a ring of equal stamps takes the first slot. So a swap succeeds only at the head, no
 * permit was granted between the reads and the swap, and the order is kept. Everything read between the head's stamp
 * and a successful swap belongs to one moment.
 *
 * <p><b>Limit.</b> A permit replaces only a stamp at least a window before its own. With N slots, permit k replaces the
 * stamp of permit k - N, or one equal to it, so the two are at least a window apart. With fewer slots this holds even
 * earlier. The newest stamp, if it is later than the caller's reading, was read from the clock by another thread after
 * that reading. So every stamp is a clock reading taken during the call that was granted the permit. A call is denied
 * only if N stamps are less than a window before such a reading.
 *
 * <p><b>Closing</b> swaps a mark into the head's stamp. It makes that stamp negative, so the slot stays the head and no
 * later swap succeeds anywhere.
 */
final class Ring extends Counters {
    private static final int MIN_LENGTH = 4;
    private static final int GROWTH_FACTOR = 4;
    private static final long CLOSED = Long.MIN_VALUE;

    /** The cell of the hints; the slots are the cells after it. */
    static final int HINTS = 0;

    private static final int FIRST = 1;
    private static final int TAIL_SHIFT = 32;

    /** The hinted tail of a ring that has granted nothing and that {@link #closeIfIdle} has not seen yet. */
    private static final int FRESH = 0;

    /**
     * The hinted tail of a closed ring, which saves a search for the mark. A call that was granted a permit before the
     * ring was closed may overwrite it. The next call finds the mark and sets it again.
     */
    private static final int GONE = -1;

    private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);

    /**
     * The hints and the slots. The lower half of the hints is the head, the upper half is the slot of the oldest permit
     * that counts. Both may be outdated, so they are checked before use. They lie in the array because a call that
     * changes them changes a slot too: threads that share the ring contend for fewer cache lines.
     */
    final long[] cells;

    private final int permits;
    private final long windowNanos;

    /** Creates a ring with these cells, of which the last {@code counting} are stamps in ascending order. */
    private Ring(BucketTable table, RateLimitBucket identity, long[] cells, int counting) {
        super(table, identity);
        RateLimit limit = identity.limits().get(0);
        this.permits = (int) limit.permits();
        this.windowNanos = limit.windowNanos();
        this.cells = cells;
        cells[HINTS] = hints(FIRST, counting == 0 ? FRESH : cells.length - counting);
    }

    /** Returns whether a ring can count such a call, as long as few enough permits count. */
    static boolean canCount(RateLimitBucket bucket, long permits, boolean returnable) {
        return permits == 1 && !returnable && bucket.limits().size() == 1;
    }

    static Ring create(BucketTable table, RateLimitBucket identity) {
        int length = (int) Math.min(MIN_LENGTH, identity.limits().get(0).permits());
        return new Ring(table, identity, new long[FIRST + length], 0);
    }

    @Override
    long[] cells() {
        return cells;
    }

    @Override
    boolean isOpenFor(List<RateLimit> limits, long cost, boolean returnable) {
        return cost == 1 && !returnable && !hintsAtClosed() && hasLimits(limits);
    }

    @Override
    @Nullable
    LimitResult tryAcquire(long now, long cost, @Nullable Reservation reservation, @Nullable LimitResult previous) {
        while (true) {
            long hints = (long) CELLS.getOpaque(cells, HINTS);
            int head = (int) hints;
            long newest = stamp(before(head));
            long oldest = stamp(head);
            while (!isHead(head, oldest, newest)) {
                newest = oldest;
                head = after(head);
                oldest = stamp(head);
            }
            if (oldest < 0) {
                hintAtClosed(head);
                return null;
            }
            // If all stamps are equal, the one read as the newest may be outdated.
            long time = Math.max(now, Math.max(newest, oldest));
            if (!hasLeft(oldest, time)) {
                if (length() == permits) {
                    long wait = oldest + windowNanos - time;
                    return LimitResult.of(previous, identity(), 0, wait, wait);
                }
                boolean unused = close(Long.MAX_VALUE);
                return null;
            }
            int left = countLeft(head, tail(hints), time);
            int tail = slot(head + left);
            // The slot of the oldest permit that counts; the new one if no other does.
            long reset = left == length() ? windowNanos : stamp(tail) + windowNanos - time;
            if (CELLS.compareAndSet(cells, head, oldest, time)) {
                CELLS.setOpaque(cells, HINTS, hints(after(head), tail));
                return LimitResult.of(previous, identity(), permits - (length() - left) - 1, reset, 0);
            }
        }
    }

    @Override
    @Nullable
    LimitResult peek(long now, long cost, @Nullable LimitResult previous) {
        int charge = (int) Math.min(cost, permits);
        while (true) {
            long hints = (long) CELLS.getOpaque(cells, HINTS);
            int head = (int) hints;
            long newest = stamp(before(head));
            long oldest = stamp(head);
            while (!isHead(head, oldest, newest)) {
                newest = oldest;
                head = after(head);
                oldest = stamp(head);
            }
            if (oldest < 0) {
                hintAtClosed(head);
                return null;
            }
            long time = Math.max(now, Math.max(newest, oldest));
            int left = hasLeft(oldest, time) ? countLeft(head, tail(hints), time) : 0;
            int used = length() - left;
            int missing = used + charge - permits;
            long reset = used == 0 ? 0 : stamp(slot(head + left)) + windowNanos - time;
            long wait = missing <= 0 ? 0 : stamp(slot(head + left + missing - 1)) + windowNanos - time;
            if (stamp(head) == oldest) {
                return LimitResult.of(previous, identity(), permits - used, reset, wait);
            }
        }
    }

    @Override
    boolean admits(long now, long cost) {
        int head = (int) (long) CELLS.getOpaque(cells, HINTS);
        long newest = stamp(before(head));
        long oldest = stamp(head);
        // An outdated hint, or equal stamps, are for the caller to look at again.
        boolean isHead = oldest < newest && oldest >= 0;
        return isHead && (length() < permits || hasLeft(oldest, Math.max(now, newest)));
    }

    /** Returns whether a slot with the stamp {@code oldest}, after a slot with {@code newest}, is the head. */
    private boolean isHead(int slot, long oldest, long newest) {
        return oldest < newest || (slot == FIRST && allAre(oldest));
    }

    private boolean allAre(long stamp) {
        for (int slot = FIRST; slot < cells.length; slot++) {
            if (stamp(slot) != stamp) {
                return false;
            }
        }
        return true;
    }

    /**
     * Counts the permits that have left the window: those from the head, which has, to the hinted tail or beyond it.
     */
    private int countLeft(int head, int tailHint, long time) {
        int tail = Math.max(FIRST, tailHint);
        int left = tail > head ? tail - head : tail - head + length();
        if (!hasLeft(stamp(slot(head + left - 1)), time)) {
            left = 1; // the head has passed the hint
        }
        while (left < length() && hasLeft(stamp(slot(head + left)), time)) {
            left++;
        }
        return left;
    }

    private boolean hasLeft(long stamp, long time) {
        return time - stamp >= windowNanos;
    }

    /**
     * Closes the ring unless a permit was spent after {@code latest}.
     *
     * @return whether this call has closed it
     */
    private boolean close(long latest) {
        int head = FIRST;
        long newest = stamp(before(head));
        long oldest = stamp(head);
        while (true) {
            if (!isHead(head, oldest, newest)) {
                newest = oldest;
                head = after(head);
                oldest = stamp(head);
            } else if (oldest < 0) {
                hintAtClosed(head);
                return false;
            } else if (Math.max(newest, oldest) > latest) {
                return false;
            } else if (CELLS.compareAndSet(cells, head, oldest, oldest | CLOSED)) {
                hintAtClosed(head);
                return true;
            } else {
                oldest = stamp(head);
            }
        }
    }

    @Override
    boolean closeIfIdle(long now) {
        long hints = (long) CELLS.getOpaque(cells, HINTS);
        if (tail(hints) == FRESH) {
            // The call that has created the ring should find it open.
            CELLS.compareAndSet(cells, HINTS, hints, hints(FIRST, FIRST));
            return false;
        }
        return close(now - windowNanos);
    }

    @Override
    Counters replace(RateLimitBucket requested, MonotonicTime time, long cost, boolean returnable) {
        boolean unused = close(Long.MAX_VALUE);
        long now = time.now();
        // Closed, so no stamp changes.
        int head = FIRST;
        while (stamp(head) >= 0) {
            head = after(head);
        }
        int left = countLeft(head, now);
        boolean full = left == 0;
        int most = StampLog.mostStamps(requested.limits().get(0));
        boolean mayGrow = length() < most || most == permits;
        if (hasLimits(requested.limits()) && canCount(requested, cost, returnable) && (!full || mayGrow)) {
            int length = full ? Math.min(most, GROWTH_FACTOR * length()) : length();
            return new Ring(table(), requested, copy(head, left, FIRST + length), length() - left);
        }
        return bucket(copy(head, left, length() - left), requested, now, cost);
    }

    @Override
    @Nullable
    Counters preview(RateLimitBucket requested, MonotonicTime time, long cost) {
        // A larger call of a large limit would change to blocks, from which permits come back later.
        boolean staysExact = cost == 1 || permits <= StampLog.MAX_EXACT;
        if (!hintsAtClosed() && staysExact && hasLimits(requested.limits())) {
            return this;
        }
        int head = FIRST;
        long newest = stamp(before(head));
        long oldest = stamp(head);
        while (!isHead(head, oldest, newest)) {
            newest = oldest;
            head = after(head);
            oldest = stamp(head);
        }
        long now = time.now();
        int left = countLeft(head, now);
        long[] counting = copy(head, left, length() - left);
        return stamp(head) == oldest ? bucket(counting, requested, now, cost) : null;
    }

    /** Counts the permits from the head that have left the window. */
    private int countLeft(int head, long now) {
        int left = 0;
        while (left < length() && hasLeft(stamp(slot(head + left)) & ~CLOSED, now)) {
            left++;
        }
        return left;
    }

    /**
     * Returns an array of {@code size} that ends with the stamps from the head, in ascending order, without the first
     * {@code left}. The cells before them are 0.
     */
    private long[] copy(int head, int left, int size) {
        long[] copy = new long[size];
        for (int i = left; i < length(); i++) {
            copy[size - length() + i] = stamp(slot(head + i)) & ~CLOSED;
        }
        return copy;
    }

    private Bucket bucket(long[] stamps, RateLimitBucket requested, long now, long cost) {
        boolean same = hasLimits(requested.limits());
        Bucket bucket = Bucket.of(table(), same ? requested : identity(), now, stamps, same ? cost : 0);
        return same ? bucket : bucket.successor(bucket.state(), requested, now, cost);
    }

    private void hintAtClosed(int head) {
        CELLS.setOpaque(cells, HINTS, hints(head, GONE));
    }

    private boolean hintsAtClosed() {
        return tail((long) CELLS.getOpaque(cells, HINTS)) == GONE;
    }

    int length() {
        return cells.length - FIRST;
    }

    private long stamp(int slot) {
        return (long) CELLS.getVolatile(cells, slot);
    }

    private int before(int slot) {
        return slot == FIRST ? length() : slot - 1;
    }

    private int after(int slot) {
        return slot == length() ? FIRST : slot + 1;
    }

    /** Returns the slot with this number, counted on around the ring once. */
    private int slot(int number) {
        return number > length() ? number - length() : number;
    }

    private static int tail(long hints) {
        return (int) (hints >>> TAIL_SHIFT);
    }

    static long hints(int head, int tail) {
        return (long) tail << TAIL_SHIFT | head;
    }
}
