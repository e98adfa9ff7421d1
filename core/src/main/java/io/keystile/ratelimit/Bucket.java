package io.keystile.ratelimit;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The counters of any limits and any calls: one {@link StateWord} and a {@link Window} for each limit. One
 * compare-and-swap of the word admits a call in all windows at once.
 *
 * <p>A limit that is no longer requested stays as a dormant window until its length has passed. A dormant window denies
 * nothing, but records every call. So a limit that comes back in that time has its history, with the calls that other
 * limits admitted meanwhile.
 */
final class Bucket extends Counters {

    private static final int MAX_DORMANT = 8;
    private static final int[] NONE = {};
    private static final long[] NO_TIMES = {};

    /** The windows of the limits, in their order, followed by the dormant ones. */
    private final Window[] windows;

    /** The first window. Most buckets have no other, so this saves an access to memory. */
    private final Window firstWindow;

    /** The cells of the first window, of which one is the state. */
    private final long[] cells;

    /** The number of windows that are not dormant. */
    private final int enforced;

    /** The times from which the dormant windows are no longer needed, the latest first. */
    private final long[] dormantUntil;

    /** The latest of those times; {@link Long#MAX_VALUE} without dormant windows. */
    private final long dormantEnd;

    private final int maxPermits;
    private final long longestWindowNanos;

    private Bucket(BucketTable table, RateLimitBucket identity, Window[] windows, long[] dormantUntil, long state) {
        super(table, identity);
        this.windows = windows;
        this.enforced = windows.length - dormantUntil.length;
        this.dormantUntil = dormantUntil;
        this.dormantEnd = dormantUntil.length == 0 ? Long.MAX_VALUE : dormantUntil[0];
        int most = 0;
        long longest = 0;
        for (int i = 0; i < windows.length; i++) {
            Window window = windows[i];
            most = i < enforced ? Math.max(most, window.permits) : most;
            longest = Math.max(longest, window.windowNanos);
        }
        this.maxPermits = most;
        this.longestWindowNanos = longest;
        this.firstWindow = windows[0];
        this.cells = firstWindow.cells;
        Window.CELLS.setVolatile(cells, Window.STATE, state);
    }

    /** Creates a bucket that has admitted nothing, with capacity for a call that costs {@code permits}. */
    static Bucket create(BucketTable table, RateLimitBucket identity, long now, int firstCount, long permits) {
        long word = StateWord.of(StateWord.epochAt(now), firstCount);
        List<RateLimit> limits = identity.limits();
        Window[] windows = new Window[limits.size()];
        for (int i = 0; i < windows.length; i++) {
            windows[i] = Window.of(limits.get(i), word, 0, now, capped(permits));
        }
        return new Bucket(table, identity, windows, NO_TIMES, word);
    }

    /**
     * Creates a bucket of one limit whose permits have these stamps, in ascending order, none after {@code now}, with
     * capacity for a call that costs {@code permits}.
     */
    static Bucket of(BucketTable table, RateLimitBucket identity, long now, long[] stamps, long permits) {
        long latest = stamps.length == 0 ? now : stamps[stamps.length - 1];
        long word = StateWord.of(StateWord.epochAt(latest), stamps.length);
        Window window = Window.ofStamps(identity.limits().get(0), word, capped(permits), stamps);
        return new Bucket(table, identity, new Window[] {window}, NO_TIMES, word);
    }

    private static int capped(long permits) {
        return (int) Math.min(permits, RateLimit.MAX_PERMITS);
    }

    long state() {
        return (long) Window.CELLS.getVolatile(cells, Window.STATE);
    }

    private boolean swapState(long expected, long next) {
        return Window.CELLS.compareAndSet(cells, Window.STATE, expected, next);
    }

    /** Returns the window of the limit, or null if the bucket does not have this limit. */
    @Nullable
    Window window(RateLimit limit) {
        for (Window window : windows) {
            if (window.limit.equals(limit)) {
                return window;
            }
        }
        return null;
    }

    @Override
    long[] cells() {
        return cells;
    }

    @Override
    boolean isOpenFor(List<RateLimit> limits, long permits, boolean returnable) {
        return !StateWord.isClosed(state()) && hasLimits(limits);
    }

    /**
     * {@inheritDoc}
     *
     * <p>If another thread swaps the state first, this method tries again with the same clock reading. If a call in
     * progress has written a later entry, it returns null, because waiting for that call could take long.
     */
    @Override
    @Nullable
    LimitResult tryAcquire(long now, long permits, @Nullable Reservation reservation, @Nullable LimitResult previous) {
        int cost = cost(permits);
        while (true) {
            long word = state();
            if (StateWord.isClosed(word)) {
                return null;
            }
            if (now >= dormantEnd) {
                close();
                return null;
            }
            long time = Math.max(now, StateWord.startNanos(word));
            int first = firstWindow.used(word, time);
            int[] others = usedInOthers(word, time);
            if (first == Window.RETRY || others == null) {
                if (state() == word) {
                    return null;
                }
                continue;
            }
            boolean admits = admits(first, others, cost);
            LimitResult result = result(word, time, first, others, cost, admits ? cost : 0, previous);
            // Meanwhile, permits that were counted may have come back, and others may have got their slots. With the
            // same lap, these look as if they counted. The swap of an admitted call notices that, a denial does not.
            if (state() != word) {
                continue;
            }
            if (!admits || admit(word, time, first, others, cost, reservation)) {
                return result;
            }
            if (state() == word) {
                return null;
            }
        }
    }

    /** Records the call in all windows and then swaps the state; returns false if the caller must try again. */
    private boolean admit(long seen, long time, int first, int[] others, int cost, @Nullable Reservation reservation) {
        long epoch = StateWord.epochAt(time);
        long word = seen;
        if (epoch != StateWord.epoch(word) && StateWord.isReturnable(word)) {
            // The next step records the final count of the epoch, so its permits can no longer be given back.
            word = StateWord.settled(word);
            if (!swapState(seen, word)) {
                return false;
            }
        }
        if (!prepare(firstWindow, false, word, time, first, cost)) {
            return false;
        }
        for (int i = 1; i < windows.length; i++) {
            if (!prepare(windows[i], i >= enforced, word, time, others[i - 1], cost)) {
                return false;
            }
        }
        long next = StateWord.of(epoch, StateWord.count(word) + cost);
        // A full dormant window has dropped an earlier permit for this one, so this one cannot be given back.
        if (reservation == null || windows.length > enforced) {
            return swapState(word, next);
        }
        long wordAfter = StateWord.returnable(next);
        if (!swapState(word, wordAfter)) {
            return false;
        }
        // If these permits are given back, an earlier call in progress can give back its own permits again.
        long before = StateWord.of(epoch, StateWord.count(word));
        reservation.set(this, wordAfter, StateWord.isReturnable(word) ? StateWord.returnable(before) : before);
        return true;
    }

    private boolean prepare(Window window, boolean dormant, long word, long time, int used, int cost) {
        // A full dormant window keeps the latest permits only; more than its limit never matter.
        int kept = dormant ? Math.min(used, window.permits - window.charge(cost)) : used;
        if (!window.canRecord(kept, cost)) {
            boolean unused = swapState(word, StateWord.closed(word));
            return false;
        }
        return window.prepare(this, word, time, used, cost);
    }

    /** Gives permits back if no call has acquired any since; otherwise they stay spent until they leave the window. */
    boolean giveBack(long wordAfter, long wordToRestore) {
        return swapState(wordAfter, wordToRestore);
    }

    @Override
    @Nullable
    LimitResult peek(long now, long permits, @Nullable LimitResult previous) {
        long word = state();
        if (StateWord.isClosed(word)) {
            return null;
        }
        long time = Math.max(now, StateWord.startNanos(word));
        int first = firstWindow.used(word, time);
        int[] others = usedInOthers(word, time);
        if (first == Window.RETRY || others == null) {
            return null;
        }
        LimitResult result = result(word, time, first, others, cost(permits), 0, previous);
        return state() == word ? result : null;
    }

    @Override
    boolean admits(long now, long permits) {
        long word = state();
        long time = Math.max(now, StateWord.startNanos(word));
        int first = firstWindow.used(word, time);
        int[] others = usedInOthers(word, time);
        boolean admits = first != Window.RETRY && others != null && admits(first, others, cost(permits));
        return admits && state() == word && !StateWord.isClosed(word);
    }

    private int cost(long permits) {
        return (int) Math.min(permits, maxPermits);
    }

    /**
     * Returns the permits that count in the windows after the first; null if one cannot answer for this word. The most
     * common bucket has none.
     */
    private int @Nullable [] usedInOthers(long word, long now) {
        if (windows.length == 1) {
            return NONE;
        }
        int[] used = new int[windows.length - 1];
        for (int i = 0; i < used.length; i++) {
            used[i] = windows[i + 1].used(word, now);
            if (used[i] == Window.RETRY) {
                return null;
            }
        }
        return used;
    }

    private boolean admits(int first, int[] others, int cost) {
        boolean admits = firstWindow.admits(first, cost);
        for (int i = 1; i < enforced; i++) {
            admits &= windows[i].admits(others[i - 1], cost);
        }
        return admits;
    }

    /** Returns the result of a call of {@code cost}, of which {@code spent} is spent. */
    private LimitResult result(
            long word, long now, int first, int[] others, int cost, int spent, @Nullable LimitResult previous) {
        LimitResult result = result(firstWindow, word, now, first, cost, spent, previous);
        for (int i = 1; i < enforced; i++) {
            result = result(windows[i], word, now, others[i - 1], cost, spent, result);
        }
        return result;
    }

    private LimitResult result(
            Window window, long word, long now, int used, int cost, int spent, @Nullable LimitResult previous) {
        long reset = window.resetNanos(word, now, used, spent);
        long wait = window.waitNanos(word, now, used, cost, reset);
        return LimitResult.of(previous, identity(), window.remaining(used, spent), reset, wait);
    }

    @Override
    boolean closeIfIdle(long now) {
        long word = state();
        return !StateWord.isClosed(word)
                && StateWord.endNanos(word) + longestWindowNanos <= now
                && swapState(word, StateWord.closed(word));
    }

    @Override
    Bucket replace(RateLimitBucket requested, MonotonicTime time, long permits, boolean returnable) {
        long word = close();
        return successor(word, requested, time.now(), permits);
    }

    @Override
    @Nullable
    Bucket preview(RateLimitBucket requested, MonotonicTime time, long permits) {
        long word = state();
        if (!StateWord.isClosed(word) && hasLimits(requested.limits())) {
            return this;
        }
        Bucket successor = successor(word, requested, time.now(), permits);
        return state() == word ? successor : null;
    }

    /** Closes the bucket permanently and returns the final state word. */
    private long close() {
        while (true) {
            long word = state();
            if (StateWord.isClosed(word) || swapState(word, StateWord.closed(word))) {
                return StateWord.closed(word);
            }
        }
    }

    /**
     * Returns a bucket that starts with the history of this one at {@code word}. A limit that stays, or that is
     * dormant, keeps its window. A new limit starts with as many permits spent as count in the fullest window of this
     * bucket.
     *
     * @param now a clock reading taken after {@code word} was read
     */
    Bucket successor(long word, RateLimitBucket requested, long now, long permits) {
        long start = StateWord.of(StateWord.epoch(word), StateWord.count(word));
        List<RateLimit> limits = requested.limits();
        Window[] next = new Window[limits.size()];
        for (int i = 0; i < next.length; i++) {
            Window existing = window(limits.get(i));
            next[i] = existing != null
                    ? existing.withCapacityFor(start, now, capped(permits))
                    : Window.of(limits.get(i), start, most(start, now), now, capped(permits));
        }
        return withDormant(requested, next, start, now, permits);
    }

    /** Adds the windows that are no longer requested, but may still be needed: those that are needed longest. */
    private Bucket withDormant(RateLimitBucket requested, Window[] next, long start, long now, long permits) {
        Map<Window, Long> until = new LinkedHashMap<>();
        for (int i = 0; i < windows.length; i++) {
            long end = i < enforced ? now + windows[i].windowNanos : dormantUntil[i - enforced];
            if (end > now && !requested.limits().contains(windows[i].limit)) {
                until.put(windows[i].withCapacityFor(start, now, capped(permits)), end);
            }
        }
        List<Map.Entry<Window, Long>> kept = until.entrySet().stream()
                .sorted(Map.Entry.<Window, Long>comparingByValue().reversed())
                .limit(MAX_DORMANT)
                .toList();
        Window[] all = Arrays.copyOf(next, next.length + kept.size());
        long[] ends = new long[kept.size()];
        for (int i = 0; i < ends.length; i++) {
            all[next.length + i] = kept.get(i).getKey();
            ends[i] = kept.get(i).getValue();
        }
        return new Bucket(table(), requested, all, ends, start);
    }

    private int most(long word, long now) {
        int most = 0;
        for (Window window : windows) {
            int used = window.used(word, now);
            most = Math.max(most, used == Window.RETRY ? window.permits : Math.min(used, window.permits));
        }
        return most;
    }
}
